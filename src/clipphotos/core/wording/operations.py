"""Errors about sorting and other operations on files, in words."""

from clipphotos.core.wording.sentence import Wording

OPERATIONS: dict[str, Wording] = {
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
    "move-folder-exchanged": Wording(
        "Somebody put another folder, or a link, in the place of “{path}”. Nothing was left there; find out who may.",
        "有人用其他文件夹或链接替换了“{path}”。没有在那里留下任何内容；请查明谁有权这样做。",
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
