"""Errors about searches that find nothing, in words."""

from clipphotos.core.wording.sentence import Wording

SEARCHING: dict[str, Wording] = {
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
    "nothing-tagged": Wording(
        "No photo has all of these tags: {tags}. “clipphotos tag FOLDER” tags photos by what they show.",
        "没有照片同时具有这些标签：{tags}。“clipphotos tag 文件夹”可按内容为照片添加标签。",
    ),
    "nothing-fits-all": Wording(
        "There are photos for each of these filters, but none for all of them at once. Leave one out.",
        "每个筛选条件单独都有符合的照片，但没有照片同时符合全部条件。请去掉其中一个。",
    ),
    "nothing-rated": Wording(
        "No photo that fits has {stars} or more. Ask for fewer stars.",
        "没有符合条件的照片达到 {stars}。请降低星级要求。",
    ),
    "nothing-flagged": Wording(
        "No photo that fits is flagged like this. “clipphotos mark --flag” flags photos.",
        "没有符合条件的照片带有此旗标。“clipphotos mark --flag”可为照片设置旗标。",
    ),
    "nothing-in-category": Wording(
        "No photo that fits belongs to the category “{name}”. Describe it in other words, or let it begin at a"
        " lower probability.",
        "没有符合条件的照片属于类别“{name}”。请换一种描述，或降低归入所需的可能性。",
    ),
    "query-empty": Wording(
        "Type what you are looking for, or give an example photo or a tag.",
        "请输入要查找的内容，或提供一张示例照片或一个标签。",
    ),
}
