"""Errors about models and what they run on, in words."""

from clipphotos.core.wording.sentence import Wording

MODELS: dict[str, Wording] = {
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
    "model-config-refused": Wording(
        "The model in “{path}” asks for more than to be loaded ({detail}): ClipPhotos runs no code of a model's and"
        " knows no such setting. Use one with weights, an open_clip configuration and a tokenizer only.",
        "“{path}”中的模型要求的不只是加载（{detail}）：ClipPhotos 不运行模型自带的代码，也不认识这样的设置。请使用只含权重、open_clip 配置和分词器的模型。",
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
    "download-insecure": Wording(
        "The model “{name}” was not downloaded, because others could read and change what “{endpoint}” sends. Have"
        " HF_ENDPOINT name an address that begins with https://, or none.",
        "未下载模型“{name}”，因为其他人可以读取和更改“{endpoint}”发送的内容。请将 HF_ENDPOINT 设为以 https:// 开头的地址，或不设置。",
    ),
    "download-failed": Wording(
        "The model “{name}” could not be downloaded ({detail}). What arrived is kept; try again to go on.",
        "模型“{name}”未能下载（{detail}）。已下载的部分会保留；重试即可继续。",
    ),
}
