"""Errors about tags, ratings and flags, in words."""

from clipphotos.core.wording.sentence import Wording

TAGS: dict[str, Wording] = {
    "tag-empty": Wording(
        "A tag must not be empty. Write a word or a few for what the photo shows.",
        "标签不能为空。请用一个或几个词描述照片内容。",
    ),
    "tag-too-long": Wording(
        "The tag “{tag}…” is too long: {limit} characters are the limit. Shorten it.",
        "标签“{tag}…”过长：最多 {limit} 个字符。请缩短。",
    ),
    "too-many-tags": Wording(
        "{count} tags at once are too many: {limit} are the limit. Nothing was changed.",
        "一次添加 {count} 个标签过多：最多 {limit} 个。没有做任何更改。",
    ),
    "photo-without-content": Wording(
        "Only photos that were read have tags. Let indexing finish; those that cannot be read are skipped for"
        " good.",
        "只有已读取的照片才能添加标签。请等待索引完成；无法读取的照片会一直被跳过。",
    ),
    "tag-changed": Wording(
        "The tag “{term}” of “{path}” was changed since, so it stays as it is.",
        "“{path}”的标签“{term}”之后被更改，因此保持不变。",
    ),
    "rating-changed": Wording(
        "The rating of “{path}” was changed since, so it stays as it is.",
        "“{path}”的评分之后被更改，因此保持不变。",
    ),
    "flag-changed": Wording(
        "The flag of “{path}” was changed since, so it stays as it is.",
        "“{path}”的旗标之后被更改，因此保持不变。",
    ),
    "rating-out-of-range": Wording(
        "{rating} is no rating. Give 1 to {limit} stars, or 0 for none.",
        "{rating} 不是有效评分。请给出 1 到 {limit} 颗星，或 0 表示不评分。",
    ),
    "tag-on-and-off": Wording(
        "The tag “{term}” cannot be put on and taken off at once. Nothing was changed.",
        "不能同时添加和移除标签“{term}”。没有做任何更改。",
    ),
    "nothing-to-mark": Wording(
        "Say what to mark the photos with: --tag, --untag, --rating or --flag.",
        "请指定要做的标记：--tag、--untag、--rating 或 --flag。",
    ),
    "nothing-in-library": Wording(
        "There is no photo in the library yet. Add a folder first: clipphotos index FOLDER.",
        "图库中还没有照片。请先添加文件夹：clipphotos index 文件夹。",
    ),
    "photo-not-read": Wording(
        "“{path}” cannot be tagged: it has not been read yet, or cannot be read.",
        "“{path}”无法添加标签：它尚未读取，或无法读取。",
    ),
}
