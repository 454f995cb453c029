"""Errors about the program itself and where it keeps its data, in words."""

from clipphotos.core.wording.sentence import Wording

PROGRAM: dict[str, Wording] = {
    "internal-error": Wording(
        "Something went wrong inside the program ({detail}). Whatever was done to photos is in the history;"
        " please report this.",
        "程序内部出错（{detail}）。对照片所做的操作都在历史记录中；请反馈此问题。",
    ),
    "catalogue-too-new": Wording(
        "The library in “{path}” was made by a newer version of ClipPhotos. Please update the program.",
        "“{path}”中的图库由更新版本的 ClipPhotos 创建。请更新本程序。",
    ),
    "catalogue-unusable": Wording(
        "The library in “{path}” cannot be opened ({detail}). Your photos are untouched; restore a backup of"
        " it, or start anew (“clipphotos backups --help” says how).",
        "无法打开“{path}”中的图库（{detail}）。您的照片没有受到影响；请恢复它的备份，或重新开始（方法见“clipphotos backups --help”）。",
    ),
    "catalogue-damaged": Wording(
        "The library in “{path}” is damaged ({detail}). Your photos are untouched; restore a backup of it"
        " (“clipphotos backups restore”), or start anew (“clipphotos backups anew”).",
        "“{path}”中的图库已损坏（{detail}）。您的照片没有受到影响；请恢复它的备份（“clipphotos backups restore”），"
        "或重新开始（“clipphotos backups anew”）。",
    ),
    "catalogue-missing": Wording(
        "The library in “{path}” is gone, but there are backups of it. Your photos are untouched; restore one"
        " (“clipphotos backups restore”), or start anew (“clipphotos backups anew”).",
        "“{path}”中的图库不见了，但有它的备份。您的照片没有受到影响；请恢复备份（“clipphotos backups restore”），"
        "或重新开始（“clipphotos backups anew”）。",
    ),
    "catalogue-obstructed": Wording(
        "“{path}” is in the way: the library needs a file of that name. Move it away and try again; your"
        " photos and the library are untouched.",
        "“{path}”挡住了图库需要的同名文件。请移走它后重试；您的照片和图库没有受到影响。",
    ),
    "no-backup": Wording(
        "There is no sound backup of the library in “{path}”. Start anew with “clipphotos backups anew”; your"
        " photos are untouched.",
        "“{path}”中的图库没有完好的备份。请用“clipphotos backups anew”重新开始；您的照片没有受到影响。",
    ),
    "no-room-for-backup": Wording(
        "The library was not backed up: the backup needs {needed} MB, more than half of the {free} MB that are"
        " free on the disk of “{path}”. Free some space; the earlier backups are kept.",
        "没有备份图库：备份需要 {needed} MB，超过“{path}”所在磁盘可用空间 {free} MB 的一半。请腾出空间；先前的备份仍然保留。",
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
    "data-folder-of-another": Wording(
        "The data folder “{path}” is not yours alone: “{file}” belongs to another user, who could have ClipPhotos load or move"
        " what they like. Choose another one with --data-dir, or use --trust-data-dir if you trust it.",
        "数据文件夹“{path}”并非只属于您：“{file}”属于其他用户，对方可能借此让 ClipPhotos 加载或移动任意内容。请用 --data-dir 选择其他文件夹；如果您信任它，请使用 --trust-data-dir。",
    ),
    "data-folder-open-to-others": Wording(
        "The data folder “{path}” is open to other users: they may write to “{file}” and could have ClipPhotos load or move"
        " what they like. Choose another one with --data-dir, or use --trust-data-dir if you trust what is in it.",
        "数据文件夹“{path}”对其他用户开放：他们可以写入“{file}”，可能借此让 ClipPhotos 加载或移动任意内容。请用 --data-dir 选择其他文件夹；如果您信任其中的内容，请使用 --trust-data-dir。",
    ),
    "disk-full": Wording(
        "The disk that holds “{path}” is full. Free some space and try again; nothing was lost.",
        "“{path}”所在的磁盘已满。请腾出空间后重试；没有任何内容丢失。",
    ),
    "service-stopped": Wording(
        "The search service stopped unexpectedly and could not be restarted. Please restart the program.",
        "搜索服务意外停止且无法重新启动。请重新启动程序。",
    ),
    "window-does-not-answer": Wording(
        "ClipPhotos is running already, but does not answer. Wait a little and start it again, or end it first.",
        "ClipPhotos 已在运行，但没有响应。请稍等片刻再启动，或先结束它。",
    ),
    "window-not-listening": Wording(
        "If ClipPhotos is started again, this window cannot come to the front ({detail}). All else works; look"
        " for the window yourself.",
        "再次启动 ClipPhotos 时，此窗口无法自动切换到前台（{detail}）。其他功能不受影响；请自行切换到此窗口。",
    ),
    "file-not-written": Wording(
        "“{path}” could not be written ({detail}). Choose another place.",
        "无法写入“{path}”（{detail}）。请选择其他位置。",
    ),
}
