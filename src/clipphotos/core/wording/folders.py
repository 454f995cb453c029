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
}
