"""Errors about photos that cannot be read, in words."""

from clipphotos.core.wording.sentence import Wording

PHOTO_FILES: dict[str, Wording] = {
    "photo-not-in-library": Wording(
        "“{path}” is no photo of the library. Index its folder first. Nothing was changed.",
        "“{path}”不是图库中的照片。请先为其文件夹建立索引。没有做任何更改。",
    ),
    "photo-not-found": Wording(
        "The photo “{path}” cannot be found. It may have been moved, or its drive is not connected.",
        "找不到照片“{path}”。它可能已被移走，或所在磁盘未连接。",
    ),
    "image-unrecognised": Wording(
        "This is not a picture in a format the program knows.",
        "这不是程序能识别的图片格式。",
    ),
    "image-unsupported": Wording(
        "Pictures in the format {detail} are not supported.",
        "不支持 {detail} 格式的图片。",
    ),
    "image-kind-unsupported": Wording(
        "This kind of {detail} picture is not supported.",
        "不支持这一类 {detail} 图片。",
    ),
    "image-truncated": Wording(
        "The picture is cut off or damaged ({detail}).",
        "图片不完整或已损坏（{detail}）。",
    ),
    "image-damaged": Wording(
        "The picture is damaged and cannot be decoded ({detail}).",
        "图片已损坏，无法解码（{detail}）。",
    ),
    "image-too-large": Wording(
        "The picture claims to have {detail} megapixels, more than can be opened safely.",
        "图片声称有 {detail} 百万像素，超出了可安全打开的范围。",
    ),
    "image-empty": Wording("The file is empty.", "文件是空的。"),
    "image-crashed-decoder": Wording(
        "The decoder crashed on this picture, so it is left alone.",
        "解码器在处理此图片时崩溃，因此跳过。",
    ),
    "image-timed-out": Wording(
        "Decoding this picture took too long, so it is left alone.",
        "解码此图片耗时过长，因此跳过。",
    ),
    "image-too-laborious": Wording(
        "Decoding this picture would take far longer than that of any photo, so it is left alone.",
        "解码此图片所需的时间远超任何正常照片，因此跳过。",
    ),
    "image-out-of-memory": Wording(
        "Decoding this picture takes more memory than there is, so it is left alone.",
        "解码此图片所需的内存超出可用内存，因此跳过。",
    ),
    "picture-cut-off": Wording(
        "The picture is cut off at the end: what is missing is left empty. A copy of the file may be whole.",
        "图片末尾被截断，缺失的部分留空。该文件的其他副本可能是完整的。",
    ),
    "picture-preview-only": Wording(
        "The raw file cannot be developed: its embedded preview is shown.",
        "无法显影此 RAW 文件：显示的是其内嵌预览图。",
    ),
    "file-unreadable": Wording(
        "The file cannot be read ({detail}).",
        "无法读取文件（{detail}）。",
    ),
    "file-changing": Wording(
        "The file changed while it was being read. It is read again at the next scan.",
        "读取时文件发生了变化。下次扫描时会重新读取。",
    ),
    "file-too-large": Wording(
        "The file is larger than {detail} MB and is left alone.",
        "文件超过 {detail} MB，因此跳过。",
    ),
}
