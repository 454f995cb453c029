"""Errors about folders of photos, in words."""

from clipphotos.core.wording.sentence import Wording

FOLDERS: dict[str, Wording] = {
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
    "exclusion-unknown": Wording(
        "“{entry}” is not on the list of excluded folders. “clipphotos settings” shows the list.",
        "“{entry}”不在排除列表中。“clipphotos settings”可显示该列表。",
    ),
    "folder-no-permission": Wording(
        "There is no permission to list this folder; photos in it are not known. Change its permissions, then"
        " rescan.",
        "没有列出此文件夹的权限，无法得知其中的照片。请更改权限后重新扫描。",
    ),
    "folder-too-deep": Wording(
        "This folder lies so deep that the system cannot open it; photos in it are not known. Shorten the"
        " names of the folders above it, then rescan.",
        "此文件夹的路径过长，系统无法打开，无法得知其中的照片。请缩短上级文件夹的名称后重新扫描。",
    ),
    "folder-unlistable": Wording(
        "This folder could not be listed ({detail}); photos in it are not known. It is tried again at the next"
        " scan.",
        "无法列出此文件夹（{detail}），无法得知其中的照片。下次扫描时会重试。",
    ),
}
