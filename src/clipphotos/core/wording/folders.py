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
    "folder-left-out-package": Wording(
        "“{path}” is in another program's library or document, which is left out: photos in it belong to that"
        " program. Export them from there; “clipphotos status” lists what is left out.",
        "“{path}”位于其他程序的图库或文档中，因此被排除：其中的照片属于该程序。请从该程序导出；“clipphotos status”可列出被排除的内容。",
    ),
    "folder-left-out-trash": Wording(
        "“{path}” is in the trash, which is left out. Put it back from there first.",
        "“{path}”位于回收站中，因此被排除。请先从那里还原。",
    ),
    "folder-left-out-system": Wording(
        "“{path}” is among the data of the system or of a network drive, which are left out. Copy its photos to"
        " another folder first.",
        "“{path}”属于系统或网络驱动器的数据，因此被排除。请先把其中的照片复制到其他文件夹。",
    ),
    "folder-left-out-thumbnails": Wording(
        "“{path}” is a folder of thumbnails by its name or by that of one above it, and is left out. Add an"
        " exception with “clipphotos settings exclude '!NAME'” if it is not.",
        "“{path}”或其上级文件夹的名称表明它存放缩略图，因此被排除。如果不是，请用“clipphotos settings exclude '!名称'”添加例外。",
    ),
    "folder-left-out-marker": Wording(
        "“{path}” is left out because of a file .nomedia or .noimage in it or in a folder above it. Remove that"
        " file, or use “clipphotos settings markers off”.",
        "“{path}”被排除，因为它或其上级文件夹中有 .nomedia 或 .noimage 文件。请删除该文件，或使用“clipphotos settings markers off”。",
    ),
    "folder-left-out-chosen": Wording(
        "“{path}” is left out because you excluded it, or a folder above it. “clipphotos settings include” takes"
        " that back.",
        "“{path}”被排除，因为您排除了它或其上级文件夹。可用“clipphotos settings include”取消。",
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
