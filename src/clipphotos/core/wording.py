"""One table that words every error code, in English and Chinese, for the window and the command line alike.

Each sentence says what happened and what to do. Placeholders are the error's parameters.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Wording(NamedTuple):
    """A sentence in each language of the program."""

    en: str
    zh: str


WORDING: dict[str, Wording] = {
    "internal-error": Wording(
        "Something went wrong inside the program ({detail}). Your photos are untouched; please report this.",
        "程序内部出错（{detail}）。您的照片没有受到影响；请反馈此问题。",
    ),
    "folder-missing": Wording(
        "The folder “{path}” cannot be found. Check that it exists and that its drive is connected.",
        "找不到文件夹“{path}”。请检查它是否存在、所在磁盘是否已连接。",
    ),
    "folder-not-in-library": Wording(
        "“{path}” is not part of the library. Add the folder first.",
        "“{path}”不在图库中。请先添加该文件夹。",
    ),
    "inbox-unknown": Wording(
        "“{path}” is not watched for new photos. “clipphotos inbox” lists the folders that are.",
        "“{path}”没有被监视。“clipphotos inbox”可列出受监视的文件夹。",
    ),
    "folder-is-data-folder": Wording(
        "“{path}” holds the program's own data and cannot be added as a folder of photos.",
        "“{path}”存放的是程序自己的数据，不能作为照片文件夹添加。",
    ),
    "folder-unreadable": Wording(
        "The folder “{path}” cannot be read. Check its permissions.",
        "无法读取文件夹“{path}”。请检查访问权限。",
    ),
    "catalogue-too-new": Wording(
        "The library in “{path}” was made by a newer version of ClipPhotos. Please update the program.",
        "“{path}”中的图库由更新版本的 ClipPhotos 创建。请更新本程序。",
    ),
    "catalogue-unusable": Wording(
        "The library in “{path}” cannot be opened ({detail}). Your photos are untouched; move that file away"
        " to start anew, or restore a backup of it.",
        "无法打开“{path}”中的图库（{detail}）。您的照片没有受到影响；请移走该文件后重新开始，或恢复它的备份。",
    ),
    "catalogue-not-ready": Wording(
        "The library in “{path}” is being made or brought up to date. Try again in a moment.",
        "“{path}”中的图库正在创建或更新。请稍后再试。",
    ),
    "catalogue-busy": Wording(
        "The library in “{path}” is busy and did not answer in time. Try again in a moment.",
        "“{path}”中的图库正忙，未能及时响应。请稍后再试。",
    ),
    "catalogue-in-use": Wording(
        "Another ClipPhotos is working on the library in “{path}”. Close it, or wait until it has finished.",
        "另一个 ClipPhotos 正在使用“{path}”中的图库。请关闭它，或等待它完成。",
    ),
    "data-folder-unusable": Wording(
        "The data folder “{path}” cannot be written ({detail}). Choose another one with --data-dir.",
        "无法写入数据文件夹“{path}”（{detail}）。请用 --data-dir 选择其他文件夹。",
    ),
    "disk-full": Wording(
        "The disk that holds “{path}” is full. Free some space and try again; nothing was lost.",
        "“{path}”所在的磁盘已满。请腾出空间后重试；没有任何内容丢失。",
    ),
    "service-stopped": Wording(
        "The search service stopped unexpectedly and could not be restarted. Please restart the program.",
        "搜索服务意外停止且无法重新启动。请重新启动程序。",
    ),
    "model-unavailable": Wording(
        "The model “{name}” cannot be used ({detail}). Choose another model.",
        "无法使用模型“{name}”（{detail}）。请选择其他模型。",
    ),
    "backend-unavailable": Wording(
        "The model cannot run with OpenVINO on this computer: {detail}. It goes on as before.",
        "该模型无法在此电脑上用 OpenVINO 运行：{detail}。将继续照常运行。",
    ),
    "backend-needs-photos": Wording(
        "Whether OpenVINO gives the same results is checked on your photos, and there are none to be read. Add a"
        " folder of photos first.",
        "需要用您的照片检查 OpenVINO 的结果是否一致，但没有可读取的照片。请先添加一个照片文件夹。",
    ),
    "gpu-torch-without": Wording(
        "The graphics card “{card}” is not used, because the PyTorch installed here was built without support for"
        " it. Install a PyTorch that was built for it: pytorch.org/get-started.",
        "未使用显卡“{card}”，因为此处安装的 PyTorch 不支持它。请安装支持该显卡的 PyTorch：pytorch.org/get-started。",
    ),
    "gpu-without-driver": Wording(
        "The graphics card “{card}” is not used, because its driver is missing. Install the driver.",
        "未使用显卡“{card}”，因为缺少驱动程序。请安装驱动程序。",
    ),
    "gpu-unavailable": Wording(
        "The graphics card “{card}” is not used, because PyTorch cannot use it ({detail}). Its driver may be too old"
        " for this PyTorch.",
        "未使用显卡“{card}”，因为 PyTorch 无法使用它（{detail}）。其驱动程序对此 PyTorch 来说可能过旧。",
    ),
    "gpu-not-chosen": Wording(
        "The graphics card “{card}” is not used, because OpenVINO was chosen to compute, which uses the processor.",
        "未使用显卡“{card}”，因为选择了在处理器上运行的 OpenVINO 进行计算。",
    ),
    "gpu-out-of-memory": Wording(
        "The graphics card “{card}” is not used, because its memory is full or too small for the model. Close other"
        " programs that use it; it is tried again at the next start.",
        "未使用显卡“{card}”，因为显存已满或不足以容纳该模型。请关闭其他占用显卡的程序；下次启动时会再次尝试。",
    ),
    "gpu-failed": Wording(
        "The graphics card “{card}” is not used any more, because it failed ({detail}). It is tried again at the"
        " next start.",
        "显卡“{card}”出错（{detail}），已停止使用。下次启动时会再次尝试。",
    ),
    "gpu-single-precision": Wording(
        "The graphics card “{card}” computes in single precision, which is slower, because half precision gave other"
        " results for this model.",
        "显卡“{card}”以速度较慢的单精度计算，因为该模型在半精度下结果不一致。",
    ),
    "model-unknown": Wording(
        "There is no model called “{name}”. “clipphotos models” lists them.",
        "没有名为“{name}”的模型。“clipphotos models”可列出所有模型。",
    ),
    "model-not-downloaded": Wording(
        "The model “{name}” is not on this computer yet. Download it first: clipphotos models download {name}.",
        "模型“{name}”尚未下载到这台电脑。请先下载：clipphotos models download {name}。",
    ),
    "starter-damaged": Wording(
        "The starter model that comes with the program is damaged or incomplete (“{path}”). Install ClipPhotos again, or choose another model.",
        "随程序附带的入门模型已损坏或不完整（“{path}”）。请重新安装 ClipPhotos，或选择其他模型。",
    ),
    "model-damaged": Wording(
        "The model file “{path}” is damaged or incomplete. Get it again.",
        "模型文件“{path}”已损坏或不完整。请重新获取。",
    ),
    "model-wrong-architecture": Wording(
        "The weights in “{path}” do not fit the architecture {architecture}. Choose the one they were made for.",
        "“{path}”中的权重与架构 {architecture} 不符。请选择与之对应的架构。",
    ),
    "model-unknown-architecture": Wording(
        "open_clip knows no architecture called “{architecture}”.",
        "open_clip 中没有名为“{architecture}”的架构。",
    ),
    "model-unsafe": Wording(
        "The model file “{path}” holds code instead of plain weights and was not opened. Use a safetensors file.",
        "模型文件“{path}”含有代码而不只是权重，因此没有打开。请使用 safetensors 文件。",
    ),
    "model-name-taken": Wording(
        "There is already a model called “{name}”. Choose another name.",
        "已有名为“{name}”的模型。请换一个名称。",
    ),
    "download-offline": Wording(
        "The model “{name}” could not be downloaded because the network cannot be reached."
        " The program goes on with the model it has; try again later.",
        "无法连接网络，模型“{name}”未能下载。程序继续使用现有模型；请稍后再试。",
    ),
    "download-failed": Wording(
        "The model “{name}” could not be downloaded ({detail}). What arrived is kept; try again to go on.",
        "模型“{name}”未能下载（{detail}）。已下载的部分会保留；重试即可继续。",
    ),
    "library-empty": Wording(
        "There is nothing to search yet. Add a folder of photos and let it be indexed first.",
        "目前没有可搜索的内容。请先添加照片文件夹并等待索引完成。",
    ),
    "model-not-indexed": Wording(
        "No photo has been indexed with the model “{name}” yet. Do that first:"
        " clipphotos index FOLDER --model {name}.",
        "还没有照片用模型“{name}”建立索引。请先运行：clipphotos index 文件夹 --model {name}。",
    ),
    "folder-not-indexed": Wording(
        "“{path}” holds no photo that can be searched with this model. Index it first, if there are any in it.",
        "“{path}”中没有可用此模型搜索的照片。如果其中有照片，请先为它建立索引。",
    ),
    "template-without-label": Wording(
        "The template “{template}” has no place for the label. Write {{label}} where it goes.",
        "模板“{template}”中没有标签词的位置。请在相应位置写上 {{label}}。",
    ),
    "label-empty": Wording(
        "A label must not be empty. Write a word or a few for what the photos show.",
        "标签词不能为空。请用一个或几个词描述照片内容。",
    ),
    "label-too-long": Wording(
        "The label “{label}…” is too long: {limit} characters are the limit. Shorten it.",
        "标签词“{label}…”过长：最多 {limit} 个字符。请缩短。",
    ),
    "category-exists": Wording(
        "There is already a category called “{name}”. Choose another name, or remove it first.",
        "已有名为“{name}”的类别。请换一个名称，或先删除它。",
    ),
    "category-unknown": Wording(
        "There is no category called “{name}”. “clipphotos categories” lists them.",
        "没有名为“{name}”的类别。“clipphotos categories”可列出所有类别。",
    ),
    "too-many-labels": Wording(
        "The category “{name}” has more than {limit} labels. Keep those that say most.",
        "类别“{name}”的标签词超过 {limit} 个。请保留最有代表性的。",
    ),
    "threshold-out-of-range": Wording(
        "The threshold {threshold} is not between 0 and 1. Give a probability, such as 0.5.",
        "阈值 {threshold} 不在 0 和 1 之间。请给出一个概率，例如 0.5。",
    ),
    "colour-unknown": Wording(
        "“{colour}” is not a colour. Write it as #rrggbb, such as #1e8e3e.",
        "“{colour}”不是颜色。请写成 #rrggbb 的形式，例如 #1e8e3e。",
    ),
    "too-many-categories": Wording(
        "There can be {limit} categories at most. Remove some first, or put several into one by its labels.",
        "最多只能有 {limit} 个类别。请先删除一些，或用标签词把几个类别合并为一个。",
    ),
    "no-categories": Wording(
        "There are no categories yet. Make one first.",
        "还没有类别。请先创建一个。",
    ),
    "category-gone": Wording(
        "The category no longer exists; it was removed meanwhile. Nothing was changed.",
        "该类别已不存在，它已被删除。没有做任何更改。",
    ),
    "too-few-classes": Wording(
        "“{path}” holds fewer than two sub-folders with photos. Make one for each class and put its photos there.",
        "“{path}”中含有照片的子文件夹不足两个。请为每个类别建立一个文件夹并放入照片。",
    ),
    "too-few-examples": Wording(
        "“{label}” has only one photo: nothing is left to test on. Add photos, or leave out the examples.",
        "“{label}”只有一张照片，没有剩余照片可供测试。请添加照片，或不使用示例。",
    ),
    "file-not-written": Wording(
        "“{path}” could not be written ({detail}). Choose another place.",
        "无法写入“{path}”（{detail}）。请选择其他位置。",
    ),
    "tag-empty": Wording(
        "A tag must not be empty. Write a word or a few for what the photo shows.",
        "标签不能为空。请用一个或几个词描述照片内容。",
    ),
    "tag-too-long": Wording(
        "The tag “{tag}…” is too long: {limit} characters are the limit. Shorten it.",
        "标签“{tag}…”过长：最多 {limit} 个字符。请缩短。",
    ),
    "nothing-tagged": Wording(
        "No photo has all of these tags: {tags}. “clipphotos tag FOLDER” tags photos by what they show.",
        "没有照片同时具有这些标签：{tags}。“clipphotos tag 文件夹”可按内容为照片添加标签。",
    ),
    "nothing-rated": Wording(
        "No photo that fits has {stars} or more. Ask for fewer stars.",
        "没有符合条件的照片达到 {stars}。请降低星级要求。",
    ),
    "too-many-tags": Wording(
        "{count} tags at once are too many: {limit} are the limit. Nothing was changed.",
        "一次添加 {count} 个标签过多：最多 {limit} 个。没有做任何更改。",
    ),
    "photo-without-content": Wording(
        "A photo gets its tags once it has been read. Let indexing finish, then try again.",
        "照片在读取之后才能添加标签。请等待索引完成后重试。",
    ),
    "query-empty": Wording(
        "Type what you are looking for, or give an example photo or a tag.",
        "请输入要查找的内容，或提供一张示例照片或一个标签。",
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
    "image-out-of-memory": Wording(
        "Decoding this picture takes more memory than there is, so it is left alone.",
        "解码此图片所需的内存超出可用内存，因此跳过。",
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
    "move-source-missing": Wording(
        "“{path}” is not there any more. It may have been moved or deleted, or its drive is not connected.",
        "“{path}”已不在原处。它可能已被移走或删除，或所在磁盘未连接。",
    ),
    "move-source-changed": Wording(
        "“{path}” was changed meanwhile and was left alone. Bring the library up to date and try again.",
        "“{path}”在此期间被修改，因此没有改动。请更新图库后重试。",
    ),
    "move-target-exists": Wording(
        "There is already a file “{path}”. Nothing was overwritten; choose another name or move that file away.",
        "已存在文件“{path}”。没有覆盖任何内容；请换一个名称或移走该文件。",
    ),
    "move-target-changed": Wording(
        "“{path}” is not the file that was put there. It was left alone; please look at it.",
        "“{path}”不是当初放到那里的文件。没有改动它；请查看。",
    ),
    "move-already-there": Wording(
        "“{path}” is already where it belongs.",
        "“{path}”已在应在的位置。",
    ),
    "move-not-a-file": Wording(
        "“{path}” is a link or a folder and not a file, so it was left alone.",
        "“{path}”是链接或文件夹而不是文件，因此没有改动。",
    ),
    "move-through-link": Wording(
        "“{path}” is reached through a link that leads elsewhere. Use the folder's real place.",
        "“{path}”经由指向别处的链接到达。请使用该文件夹的真实位置。",
    ),
    "move-folder-missing": Wording(
        "The folder “{path}” is not there any more. Check that its drive is connected, and try again.",
        "文件夹“{path}”已不存在。请检查其所在磁盘是否已连接，然后重试。",
    ),
    "move-folder-is-file": Wording(
        "No folder “{path}” can be made because there is a file of that name. Rename one of them.",
        "无法创建文件夹“{path}”，因为已有同名文件。请重命名其中之一。",
    ),
    "move-no-permission": Wording(
        "“{path}” cannot be moved: the file, or the folder “{folder}”, may not be changed. Check the permissions.",
        "无法移动“{path}”：该文件或文件夹“{folder}”不允许更改。请检查权限。",
    ),
    "move-name-too-long": Wording(
        "The name “{path}” is too long for its drive. Choose a shorter one.",
        "名称“{path}”对其所在磁盘来说过长。请选择更短的名称。",
    ),
    "move-failed": Wording(
        "“{path}” could not be moved ({detail}). It is where it was.",
        "无法移动“{path}”（{detail}）。它仍在原处。",
    ),
    "move-not-supported": Wording(
        "The drive of “{path}” offers no way of moving a file without the risk of overwriting another. Copy instead.",
        "“{path}”所在磁盘无法在不冒覆盖风险的情况下移动文件。请改用复制。",
    ),
    "move-interrupted": Wording(
        "The program ended before this photo's turn came. It is where it was.",
        "程序在处理此照片之前已结束。它仍在原处。",
    ),
    "move-cancelled": Wording(
        "You stopped before this photo's turn came. It is where it was.",
        "您在处理此照片之前已停止。它仍在原处。",
    ),
    "copy-not-verified": Wording(
        "The copy on the other drive, “{path}”, was not the same as the file and was thrown away. Check the drive.",
        "另一磁盘上的副本“{path}”与原文件不一致，已丢弃。请检查该磁盘。",
    ),
    "copy-changed": Wording(
        "“{path}” is not the same as its original any more, so it was not removed.",
        "“{path}”与原文件已不相同，因此没有删除。",
    ),
    "copy-original-gone": Wording(
        "“{path}” is gone, so its copy may be the last one and was not removed.",
        "“{path}”已不存在，其副本可能是最后一份，因此没有删除。",
    ),
    "link-other-volume": Wording(
        "“{path}” is on another drive than the photo, where no hard link can be made. Copy or move instead.",
        "“{path}”与照片不在同一磁盘，无法建立硬链接。请改用复制或移动。",
    ),
    "link-not-supported": Wording(
        "The drive of “{path}” knows no hard links. Copy or move instead.",
        "“{path}”所在磁盘不支持硬链接。请改用复制或移动。",
    ),
    "trash-failed": Wording(
        "“{path}” could not be put into the trash ({detail}). It is where it was.",
        "无法将“{path}”移到回收站（{detail}）。它仍在原处。",
    ),
    "trash-restore-by-hand": Wording(
        "“{path}” is in the system's trash. Put it back from there.",
        "“{path}”在系统回收站中。请从那里还原。",
    ),
    "tag-changed": Wording(
        "The tag “{term}” of “{path}” was changed since, so it stays as it is.",
        "“{path}”的标签“{term}”之后被更改，因此保持不变。",
    ),
    "rating-changed": Wording(
        "The rating of “{path}” was changed since, so it stays as it is.",
        "“{path}”的评分之后被更改，因此保持不变。",
    ),
    "rating-out-of-range": Wording(
        "{rating} is no rating. Give 1 to {limit} stars, or 0 for none.",
        "{rating} 不是有效评分。请给出 1 到 {limit} 颗星，或 0 表示不评分。",
    ),
    "photo-not-read": Wording(
        "“{path}” has not been read yet and cannot be tagged. Index it first.",
        "“{path}”尚未读取，无法添加标签。请先建立索引。",
    ),
    "photo-gone": Wording(
        "The photo is not in the library any more. Nothing was changed.",
        "该照片已不在图库中。没有做任何更改。",
    ),
    "name-unusable": Wording(
        '“{name}” cannot be the name of a file on every system. Leave out / \\ : * ? " < > | and final dots.',
        '“{name}”无法在所有系统上用作文件名。请去掉 / \\ : * ? " < > | 和末尾的点。',
    ),
    "nothing-to-move": Wording("There is nothing to move.", "没有可移动的内容。"),
    "nothing-to-undo": Wording("There is nothing to undo.", "没有可撤销的操作。"),
    "nothing-to-redo": Wording("There is nothing to redo.", "没有可重做的操作。"),
    "operation-unknown": Wording(
        "There is no operation {id}. “clipphotos history” lists them.",
        "没有编号为 {id} 的操作。“clipphotos history”可列出所有操作。",
    ),
    "operation-is-undo": Wording(
        "Operation {id} is an undo itself. Redo it instead.",
        "操作 {id} 本身就是撤销。请改用重做。",
    ),
    "operation-no-undo": Wording(
        "Operation {id} is no undo, so there is nothing to redo.",
        "操作 {id} 不是撤销，没有可重做的内容。",
    ),
    "operation-not-in-effect": Wording(
        "Nothing of operation {id} is in effect any more.",
        "操作 {id} 已全部失效。",
    ),
    "operation-interrupted": Wording(
        "The work on your files was interrupted. What was finished is kept, and can be undone from the history.",
        "对文件的操作被中断。已完成的部分会保留，可在历史记录中撤销。",
    ),
    "pattern-unknown": Wording(
        "The folder pattern “{pattern}” holds {placeholder}, which is unknown. Use {{category}}, {{year}}, {{month}} or {{day}}.",
        "文件夹模式“{pattern}”中的 {placeholder} 无法识别。请使用 {{category}}、{{year}}、{{month}} 或 {{day}}。",
    ),
    "pattern-invalid": Wording(
        "The folder pattern “{pattern}” leads to no folder below the destination. Write something like {{category}}/{{year}}.",
        "文件夹模式“{pattern}”没有指向目标文件夹之下的文件夹。请写成类似 {{category}}/{{year}} 的形式。",
    ),
}


def word(code: str, params: Mapping[str, str] | None = None, language: str = "en") -> str:
    """The sentence for an error code.

    Args:
        code: Key into `WORDING`; an unknown one is worded as an internal error.
        params: Values for the placeholders; missing ones stay empty.
        language: A locale name such as ``"zh_CN"`` or ``"en_GB"``; all but Chinese are answered in English.

    Returns:
        One sentence that says what happened and what to do.
    """
    values = dict(params or {})
    if code not in WORDING:
        values.setdefault("detail", code)
        code = "internal-error"
    sentence = WORDING[code]
    template = sentence.zh if language.startswith("zh") else sentence.en
    return template.format_map(_Missing(values))


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
