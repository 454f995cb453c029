"""Errors about categories and their labels, in words."""

from clipphotos.core.wording.sentence import Wording

CATEGORIES: dict[str, Wording] = {
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
}
