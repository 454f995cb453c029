<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Add folder…</source>
        <translation>添加文件夹(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Rescan library</source>
        <translation>重新扫描图库(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy &amp;path</source>
        <translation>复制路径(&amp;P)</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>Select &amp;none</source>
        <translation>取消选择(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Invert selection</source>
        <translation>反选(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;History…</source>
        <translation>历史记录(&amp;H)…</translation>
    </message>
    <message>
        <source>Sort into &amp;folders…</source>
        <translation>整理到文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>重命名(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Undo the last step</source>
        <translation>撤销上一步(&amp;U)</translation>
    </message>
    <message>
        <source>Re&amp;name… (select one photo)</source>
        <translation>重命名…（请只选择一张照片）(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>No rating</source>
        <translation>无评分</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>查找(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>打开(&amp;O)</translation>
    </message>
    <message>
        <source>Find &amp;similar</source>
        <translation>查找相似照片(&amp;S)</translation>
    </message>
    <message>
        <source>Sho&amp;w in folder</source>
        <translation>在文件夹中显示(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Larger thumbnails</source>
        <translation>放大缩略图(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;maller thumbnails</source>
        <translation>缩小缩略图(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Si&amp;debar</source>
        <translation>侧边栏(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;New category…</source>
        <translation>新建类别(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Review photos</source>
        <translation>逐张确认照片(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Learn from sorted folders…</source>
        <translation>从已整理的文件夹学习(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Information</source>
        <translation>信息(&amp;I)</translation>
    </message>
    <message>
        <source>Tag photos &amp;automatically</source>
        <translation>自动添加标签(&amp;A)</translation>
    </message>
    <message>
        <source>Tag photos ane&amp;w</source>
        <translation>重新添加标签(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Remove all automatic tags…</source>
        <translation>移除所有自动标签(&amp;R)…</translation>
    </message>
    <message>
        <source>Search &amp;model…</source>
        <translation>搜索模型(&amp;M)…</translation>
    </message>
    <message>
        <source>S&amp;kipped photos…</source>
        <translation>已跳过的照片(&amp;K)…</translation>
    </message>
    <message>
        <source>&amp;Watch folder for new photos</source>
        <translation>监视文件夹中的新照片(&amp;W)</translation>
    </message>
    <message>
        <source>Sort the in&amp;box…</source>
        <translation>整理收件箱(&amp;B)…</translation>
    </message>
    <message>
        <source>Show the program&apos;s &amp;data folder</source>
        <translation>显示程序的数据文件夹(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;About ClipPhotos</source>
        <translation>关于 ClipPhotos(&amp;A)</translation>
    </message>
    <message>
        <source>Like the &amp;system</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Pick</source>
        <translation>选中(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Reject</source>
        <translation>排除(&amp;R)</translation>
    </message>
    <message>
        <source>No &amp;flag</source>
        <translation>无旗标(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>High contrast, black on &amp;white</source>
        <translation>高对比度,白底黑字(&amp;W)</translation>
    </message>
    <message>
        <source>High contrast, white on &amp;black</source>
        <translation>高对比度,黑底白字(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>照片(&amp;P)</translation>
    </message>
    <message>
        <source>Fla&amp;g</source>
        <translation>旗标(&amp;G)</translation>
    </message>
    <message>
        <source>Delete, as&amp;king first…</source>
        <translation>先询问再删除…(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>配色(&amp;C)</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Categories</source>
        <translation>类别(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Library</source>
        <translation>图库(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Ra&amp;te</source>
        <translation>评分(&amp;T)</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Rescan</source>
        <translation>重新扫描</translation>
    </message>
    <message>
        <source>Sort into folders…</source>
        <translation>整理到文件夹…</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Watch for new photos</source>
        <translation>监视新照片</translation>
    </message>
    <message>
        <source>Remove from the library…</source>
        <translation>从图库中移除…</translation>
    </message>
    <message>
        <source>Sort the inbox…</source>
        <translation>整理收件箱…</translation>
    </message>
    <message>
        <source>Watch for new photos no longer</source>
        <translation>不再监视新照片</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Review…</source>
        <translation>逐张确认…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>New category…</source>
        <translation>新建类别…</translation>
    </message>
    <message>
        <source>Learn from sorted folders…</source>
        <translation>从已整理的文件夹学习…</translation>
    </message>
</context>
<context>
    <name>AutomaticTagController</name>
    <message>
        <source>All automatic tags were removed. Your own tags are still there.</source>
        <translation>所有自动标签都已移除。您自己的标签仍然保留。</translation>
    </message>
    <message>
        <source>{photos} tagged anew.</source>
        <translation>已为 {photos}重新添加标签。</translation>
    </message>
    <message>
        <source>No photo has been read yet: there is nothing to tag.</source>
        <translation>尚未读取任何照片：没有可添加标签的内容。</translation>
    </message>
</context>
<context>
    <name>CategoryController</name>
    <message>
        <source>Choose a folder whose sub-folders are sorted</source>
        <translation>选择子文件夹已整理好的文件夹</translation>
    </message>
    <message>
        <source>Does not belong to “{category}”</source>
        <translation>不属于“{category}”</translation>
    </message>
    <message>
        <source>Belongs to</source>
        <translation>属于</translation>
    </message>
    <message>
        <source>{photos} confirmed for “{category}”.</source>
        <translation>已为“{category}”确认 {photos}。</translation>
    </message>
    <message>
        <source>{photos} kept out of “{category}”.</source>
        <translation>已将 {photos}从“{category}”中排除。</translation>
    </message>
    <message>
        <source>&amp;Undo what was said of {photos}</source>
        <translation>撤销对 {photos}的归类(&amp;U)</translation>
    </message>
    <message>
        <source>Undone: {what}</source>
        <translation>已撤销：{what}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>CategoryDialog</name>
    <message>
        <source>Edit “{category}”</source>
        <translation>编辑“{category}”</translation>
    </message>
    <message>
        <source>New category</source>
        <translation>新建类别</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>Give it a name, and photos that fit appear here.</source>
        <translation>输入名称后，符合的照片会显示在这里。</translation>
    </message>
</context>
<context>
    <name>CategoryForm</name>
    <message>
        <source>Receipts, my dog, holidays at the sea…</source>
        <translation>收据、我的狗、海边度假……</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>描述词</translation>
    </message>
    <message>
        <source>several, averaged (recommended)</source>
        <translation>多个句式取平均（推荐）</translation>
    </message>
    <message>
        <source>A folder below the other sorted photos, or a full path. {category}, {year}, {month} and {day} are filled in for each photo: Trips/{year}</source>
        <translation>位于其他已整理照片之下的文件夹，或完整路径。{category}、{year}、{month} 和 {day} 会按每张照片填写：旅行/{year}</translation>
    </message>
    <message>
        <source>Put the line where it is best</source>
        <translation>将分界线放在最佳位置</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Words that describe its photos, one a line</source>
        <translation>描述照片的词，每行一个(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Put into the sentence</source>
        <translation>放入的句式(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Belongs if at least this likely</source>
        <translation>可能性至少为此值时归入(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Folder for sorted photos</source>
        <translation>整理后的文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>橙色</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>purple</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>turquoise</source>
        <translation>青色</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>黄色</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>粉色</translation>
    </message>
</context>
<context>
    <name>CategoryPanel</name>
    <message>
        <source>Categories</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>New category (Ctrl+Shift+N)</source>
        <translation>新建类别 (Ctrl+Shift+N)</translation>
    </message>
    <message>
        <source>Review photos for all categories</source>
        <translation>为所有类别逐张确认照片</translation>
    </message>
    <message>
        <source>Describe what you collect in a few words, such as “receipts” or “my dog”.</source>
        <translation>用几个词描述您要归集的内容，例如“收据”或“我的狗”。</translation>
    </message>
    <message>
        <source>Words: {labels}</source>
        <translation>描述词：{labels}</translation>
    </message>
    <message>
        <source>{confirmed} confirmed, {rejected} rejected</source>
        <translation>已确认 {confirmed} 张，已排除 {rejected} 张</translation>
    </message>
</context>
<context>
    <name>CheckpointDialog</name>
    <message>
        <source>Local checkpoint</source>
        <translation>本地模型文件</translation>
    </message>
    <message>
        <source>A file of weights for open_clip: safetensors, or a .pt file that holds weights only.</source>
        <translation>open_clip 的权重文件：safetensors，或只含权重的 .pt 文件。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>File:</source>
        <translation>文件：</translation>
    </message>
    <message>
        <source>Architecture:</source>
        <translation>架构：</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation>选择模型文件</translation>
    </message>
    <message>
        <source>Checkpoints (*.safetensors *.pt *.bin)</source>
        <translation>模型文件 (*.safetensors *.pt *.bin)</translation>
    </message>
</context>
<context>
    <name>ConflictDialog</name>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处理方式</translation>
    </message>
    <message>
        <source>Selected files:</source>
        <translation>所选文件：</translation>
    </message>
    <message>
        <source>&amp;Leave as it is</source>
        <translation>保持原样(&amp;L)</translation>
    </message>
    <message>
        <source>Give it another &amp;name</source>
        <translation>换一个名称(&amp;N)</translation>
    </message>
    <message>
        <source>Move it with its &amp;changes</source>
        <translation>连同改动一起移动(&amp;C)</translation>
    </message>
    <message>
        <source>Stays as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Gets another name</source>
        <translation>换一个名称</translation>
    </message>
    <message>
        <source>Moves with its changes</source>
        <translation>连同改动一起移动</translation>
    </message>
    <message>
        <source>Nothing can be done about this here: mend what the table says, then try again.</source>
        <translation>这里无法处理：请先解决表中所说的问题，再重试。</translation>
    </message>
    <message>
        <source>No file is ever overwritten, and what stays as it is can be dealt with later.</source>
        <translation>绝不会覆盖任何文件；保持原样的可以以后再处理。</translation>
    </message>
    <message numerus="yes">
        <source>Redo %n photo(s)</source>
        <translation>
            <numerusform>重做 %n 张照片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take back %n photo(s)</source>
        <translation>
            <numerusform>撤销 %n 张照片</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Remove folder</source>
        <translation>移除文件夹</translation>
    </message>
    <message>
        <source>Remove “{folder}” from the library?</source>
        <translation>要从图库中移除“{folder}”吗？</translation>
    </message>
    <message>
        <source>No file is touched: the photos stay where they are. If the folder is added again, it is searchable at once.</source>
        <translation>不会改动任何文件：照片仍在原处。如果再次添加该文件夹，可立即搜索。</translation>
    </message>
    <message>
        <source>Start with an empty library</source>
        <translation>用空图库重新开始</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove automatic tags</source>
        <translation>移除自动标签</translation>
    </message>
    <message>
        <source>Delete photos</source>
        <translation>删除照片</translation>
    </message>
    <message>
        <source>Put {photos} into the trash?</source>
        <translation>要将 {photos}移到回收站吗？</translation>
    </message>
    <message>
        <source>Nothing is erased: they can be taken back with Undo, or from the system&apos;s trash.</source>
        <translation>不会彻底删除任何内容：可以用“撤销”或从系统的回收站中找回。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove all tags that the program chose?</source>
        <translation>要移除程序选择的所有标签吗？</translation>
    </message>
    <message>
        <source>Tags that you added or confirmed stay, and no photo is touched. New photos are not tagged either until “Tag photos automatically” is turned on again; “Tag photos anew” brings all tags back.</source>
        <translation>您添加或确认的标签会保留，照片不受影响。在重新打开“自动添加标签”之前，新照片也不会有标签；“重新添加标签”可恢复所有标签。</translation>
    </message>
    <message>
        <source>No photo is touched; they all stay where they are.</source>
        <translation>不会改动任何照片，它们都留在原处。</translation>
    </message>
    <message>
        <source>What was said about {photos} is forgotten.</source>
        <translation>关于 {photos}的确认信息将被清除。</translation>
    </message>
    <message>
        <source>Remove category</source>
        <translation>删除类别</translation>
    </message>
    <message>
        <source>Remove the category “{category}”?</source>
        <translation>删除类别“{category}”？</translation>
    </message>
    <message>
        <source>Open this data folder nevertheless?</source>
        <translation>仍要打开此数据文件夹吗？</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>No photo is touched, and what is left of the library is kept beside it.</source>
        <translation>不会改动任何照片；图库中剩余的内容会保留在旁边。</translation>
    </message>
    <message>
        <source>There is no sound backup of the library. Start with an empty one?</source>
        <translation>图库没有完好的备份。要用空图库重新开始吗？</translation>
    </message>
    <message>
        <source>Tags, ratings and categories are forgotten.</source>
        <translation>标签、评分和类别将不再保留。</translation>
    </message>
    <message>
        <source>Tags, ratings and categories of later days are forgotten.</source>
        <translation>之后添加的标签、评分和类别将不再保留。</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>恢复备份</translation>
    </message>
    <message>
        <source>Restore the library as it was on {day}?</source>
        <translation>将图库恢复到 {day} 的状态？</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>About ClipPhotos</source>
        <translation>关于 ClipPhotos</translation>
    </message>
    <message>
        <source>Finds photos by what is in them. Everything happens on this computer; no photo is sent anywhere.

Free software under the Apache licence 2.0. Built with open_clip, PyTorch and Qt.</source>
        <translation>按内容查找照片。一切都在这台电脑上完成，照片不会被发送到任何地方。

自由软件，采用 Apache 2.0 许可证。基于 open_clip、PyTorch 和 Qt 构建。</translation>
    </message>
</context>
<context>
    <name>ExcludedDialog</name>
    <message>
        <source>Excluded folders</source>
        <translation>排除的文件夹</translation>
    </message>
    <message>
        <source>Photos in these folders are neither shown nor searched nor sorted. Their files are left as they are, and what is known of them is kept for when they are let in again.</source>
        <translation>这些文件夹中的照片不会显示、搜索或整理。文件保持原样，已有的信息会保留，重新纳入时即可使用。</translation>
    </message>
    <message>
        <source>No folder is left out.</source>
        <translation>没有排除任何文件夹。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Another program&apos;s library</source>
        <translation>其他程序的图库</translation>
    </message>
    <message>
        <source>Deleted files</source>
        <translation>已删除的文件</translation>
    </message>
    <message>
        <source>Data of the system or of a network drive</source>
        <translation>系统或网络存储的数据</translation>
    </message>
    <message>
        <source>Thumbnails of photos that are elsewhere</source>
        <translation>别处照片的缩略图</translation>
    </message>
    <message>
        <source>A file named .nomedia or .noimage is in it</source>
        <translation>其中有名为 .nomedia 或 .noimage 的文件</translation>
    </message>
    <message>
        <source>A link to a folder outside of the library</source>
        <translation>指向图库之外文件夹的链接</translation>
    </message>
    <message>
        <source>Excluded in the settings</source>
        <translation>在设置中排除</translation>
    </message>
</context>
<context>
    <name>ExclusionPart</name>
    <message>
        <source>Excluded folders</source>
        <translation>排除的文件夹</translation>
    </message>
    <message>
        <source>Photos in these folders are not shown; what is known of them is kept. * stands for any letters. Other programs&apos; libraries and trash folders are always left out.</source>
        <translation>这些文件夹中的照片不会显示，已有的信息会保留。* 代表任意字符。其他程序的图库和回收站始终被排除。</translation>
    </message>
    <message>
        <source>Excluded folders and patterns</source>
        <translation>排除的文件夹和模式</translation>
    </message>
    <message>
        <source>Add &amp;folder…</source>
        <translation>添加文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Add &amp;pattern</source>
        <translation>添加模式(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Show what is left out…</source>
        <translation>查看已排除的内容(&amp;S)…</translation>
    </message>
    <message>
        <source>Leave out folders with a file named .nomedia or .noimage</source>
        <translation>排除含有 .nomedia 或 .noimage 文件的文件夹</translation>
    </message>
    <message>
        <source>Folder to leave out</source>
        <translation>要排除的文件夹</translation>
    </message>
</context>
<context>
    <name>FileManager</name>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>No file manager could be opened for “{path}”.</source>
        <translation>无法打开文件管理器来显示“{path}”。</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
</context>
<context>
    <name>FolderActions</name>
    <message>
        <source>Choose a folder of photos</source>
        <translation>选择照片文件夹</translation>
    </message>
</context>
<context>
    <name>GridModel</name>
    <message>
        <source>Likeness to the search: {score}</source>
        <translation>与搜索内容的相似度：{score}</translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>HistoryController</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Nothing else can be taken back; the history says why.</source>
        <translation>没有其他可撤销的操作；原因见历史记录。</translation>
    </message>
    <message>
        <source>{what}: {possible} can be taken back as they were, {conflicts} cannot.</source>
        <translation>{what}：{possible} 张可以原样撤销，{conflicts} 张不能。</translation>
    </message>
    <message>
        <source>What stays as it is does not stop Undo from going on with older acts.</source>
        <translation>保持原样的内容不会妨碍继续撤销更早的操作。</translation>
    </message>
    <message>
        <source>A sort was interrupted the last time. Of its files, {done} had arrived and {failed} had not; nothing was lost.</source>
        <translation>上次整理被中断。{done} 个文件已到达目标，{failed} 个仍在原处；没有丢失任何内容。</translation>
    </message>
    <message>
        <source>To be looked at: {count}; see the history.</source>
        <translation>需要查看：{count} 个，请打开历史记录。</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
</context>
<context>
    <name>HistoryDialog</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Everything that was done to photos, here or on the command line. Nothing was overwritten.</source>
        <translation>在此处或命令行中对照片执行过的所有操作。没有任何文件被覆盖。</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Undo…</source>
        <translation>撤销…</translation>
    </message>
    <message>
        <source>was interrupted</source>
        <translation>曾被中断</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>{count} undone</source>
        <translation>{count} 张已撤销</translation>
    </message>
    <message>
        <source>{count} left alone</source>
        <translation>{count} 张未处理</translation>
    </message>
    <message>
        <source>Redo…</source>
        <translation>重做…</translation>
    </message>
</context>
<context>
    <name>InboxController</name>
    <message>
        <source>“{folder}” is watched: new photos appear by themselves, with a proposal where they would go. Nothing moves by itself.</source>
        <translation>正在监视“{folder}”：新照片会自动出现，并附上归类建议。照片不会自行移动。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>The watched folder “{folder}” is not there any more. What is known of its photos is kept, and it is watched again as soon as it is back.</source>
        <translation>受监视的文件夹“{folder}”已不存在。其照片的信息会保留，文件夹恢复后会继续监视。</translation>
    </message>
    <message>
        <source>{photos} would go to a category. Nothing moves before you say so.</source>
        <translation>{photos}可归入某个类别。未经您确认，照片不会移动。</translation>
    </message>
    <message>
        <source>Sort the inbox…</source>
        <translation>整理收件箱…</translation>
    </message>
    <message>
        <source>There are no photos in the inbox.</source>
        <translation>收件箱中没有照片。</translation>
    </message>
</context>
<context>
    <name>InboxList</name>
    <message>
        <source>Inboxes</source>
        <translation>收件箱</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>收件箱</translation>
    </message>
    <message>
        <source>Inbox: {folder}</source>
        <translation>收件箱：{folder}</translation>
    </message>
    <message>
        <source>{count} of {photos} would go to a category. Nothing moves by itself.</source>
        <translation>{photos}中有 {count} 张可归入某个类别。照片不会自行移动。</translation>
    </message>
    <message>
        <source>Not there at the moment. It is watched again as soon as it is back.</source>
        <translation>目前不可用。一旦恢复便会继续监视。</translation>
    </message>
</context>
<context>
    <name>InfoPanel</name>
    <message>
        <source>Information about the selected photos</source>
        <translation>所选照片的信息</translation>
    </message>
    <message>
        <source>Close the information panel</source>
        <translation>关闭信息面板</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Add a tag…</source>
        <translation>添加标签…</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>No photo selected</source>
        <translation>未选择照片</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>拍摄时间</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>{photos} selected</source>
        <translation>已选择 {photos}</translation>
    </message>
    <message>
        <source>Show all {count} tags</source>
        <translation>显示全部 {count} 个标签</translation>
    </message>
    <message>
        <source>What cannot be read has no tags.</source>
        <translation>无法读取的照片没有标签。</translation>
    </message>
    <message>
        <source>This has not been read yet; it gets its tags then.</source>
        <translation>尚未读取；读取之后会添加标签。</translation>
    </message>
    <message>
        <source>No tags. Photos are not tagged automatically; the Library menu turns that on.</source>
        <translation>没有标签。未启用自动标签；可在“图库”菜单中打开。</translation>
    </message>
    <message>
        <source>Nothing stands out here.</source>
        <translation>没有特别突出的内容。</translation>
    </message>
</context>
<context>
    <name>LearnDialog</name>
    <message>
        <source>Learn from sorted folders</source>
        <translation>从已整理的文件夹学习</translation>
    </message>
    <message>
        <source>Each sub-folder of “{folder}” becomes a category, and its photos become examples.</source>
        <translation>“{folder}”的每个子文件夹成为一个类别，其中的照片成为示例。</translation>
    </message>
    <message>
        <source>What was learned</source>
        <translation>学习结果</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Waiting until other work is done…</source>
        <translation>正在等待其他工作完成…</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Getting the search model ready…</source>
        <translation>正在准备搜索模型…</translation>
    </message>
    <message>
        <source>Reading photos: {done} of {total}</source>
        <translation>正在读取照片：{done} / {total}</translation>
    </message>
    <message>
        <source>Comparing the categories…</source>
        <translation>正在比较各个类别…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read and were left out.</source>
        <translation>
            <numerusform>有 %Ln 张照片无法读取，已跳过。</numerusform>
        </translation>
    </message>
    <message>
        <source>{share}% recognised</source>
        <translation>识别率 {share}%</translation>
    </message>
    <message>
        <source>{share}% recognised: cannot be told apart from “{category}”</source>
        <translation>识别率 {share}%：无法与“{category}”区分</translation>
    </message>
    <message>
        <source>{share}% recognised: cannot be told apart</source>
        <translation>识别率 {share}%：无法区分</translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message>
        <source>Library folders</source>
        <translation>图库文件夹</translation>
    </message>
    <message>
        <source>Add a folder of photos</source>
        <translation>添加照片文件夹</translation>
    </message>
    <message>
        <source>Look for new and changed photos</source>
        <translation>查找新增和更改的照片</translation>
    </message>
    <message>
        <source>Remove the folder from the library</source>
        <translation>从图库中移除该文件夹</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>图库</translation>
    </message>
    <message>
        <source>All photos</source>
        <translation>全部照片</translation>
    </message>
    <message>
        <source>{folder} (not connected)</source>
        <translation>{folder}（未连接）</translation>
    </message>
    <message>
        <source>Not connected. Its photos stay in the library and come back with it.</source>
        <translation>未连接。其中的照片仍保留在图库中，连接后即可恢复。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{photos} added</source>
        <translation>已添加 {photos}</translation>
    </message>
    <message>
        <source>No new photos found</source>
        <translation>没有发现新照片</translation>
    </message>
</context>
<context>
    <name>ModelDialog</name>
    <message>
        <source>Search model</source>
        <translation>搜索模型</translation>
    </message>
    <message>
        <source>The model decides what can be found. Changing it indexes the photos once for the new model; going back costs nothing.</source>
        <translation>模型决定能找到什么。更换模型后需为新模型索引一次照片；换回旧模型无需再次索引。</translation>
    </message>
    <message>
        <source>What computes</source>
        <translation>计算方式</translation>
    </message>
    <message>
        <source>Compute with:</source>
        <translation>计算方式：</translation>
    </message>
    <message>
        <source>Local checkpoint…</source>
        <translation>本地模型文件…</translation>
    </message>
    <message>
        <source>Runs on: {device}</source>
        <translation>运行设备：{device}</translation>
    </message>
    <message>
        <source>Checking the checkpoint…</source>
        <translation>正在检查模型文件…</translation>
    </message>
    <message>
        <source>“{name}” was added.</source>
        <translation>已添加“{name}”。</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Comes with the program and works at once. It knows what people do, animals, everyday things and common places; it reads English and, less well, Chinese. Download a bigger model for fine kinds, rare things and written text.</source>
        <translation>随程序附带，立即可用。它认识人物活动、动物、日常物品和常见场景；懂英文，也懂中文，但中文不如英文准确。如需识别细微品种、少见事物和文字，请下载更大的模型。</translation>
    </message>
    <message>
        <source>Your own checkpoint, {path}.</source>
        <translation>您自己的模型文件：{path}。</translation>
    </message>
    <message>
        <source>Understands many languages, Chinese among them. People, places, actions, fine kinds.</source>
        <translation>支持包括中文在内的多种语言。能识别人物、地点、动作和细分种类。</translation>
    </message>
    <message>
        <source>Large and thorough: people, places, actions, fine kinds. Slow without a graphics card.</source>
        <translation>大而细致：能识别人物、地点、动作和细分种类。没有显卡时较慢。</translation>
    </message>
    <message>
        <source>A good all-rounder: people, places, actions, and quick on any computer.</source>
        <translation>均衡之选：能识别人物、地点和动作，在任何电脑上都很快。</translation>
    </message>
    <message>
        <source>many languages</source>
        <translation>多种语言</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Starter model</source>
        <translation>入门模型</translation>
    </message>
    <message>
        <source>What is fastest here</source>
        <translation>此电脑上最快的方式</translation>
    </message>
    <message>
        <source>OpenVINO, rounding more (bf16)</source>
        <translation>OpenVINO，精度较低（bf16）</translation>
    </message>
    <message>
        <source>included</source>
        <translation>已附带</translation>
    </message>
    <message>
        <source>on this computer</source>
        <translation>已在这台电脑上</translation>
    </message>
    <message>
        <source>{size} GB to download</source>
        <translation>需下载 {size} GB</translation>
    </message>
    <message>
        <source>{size} MB to download</source>
        <translation>需下载 {size} MB</translation>
    </message>
    <message>
        <source>licence unknown</source>
        <translation>许可证未知</translation>
    </message>
    <message>
        <source>{licence} licence</source>
        <translation>{licence} 许可证</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Restore a backup…</source>
        <translation>恢复备份…</translation>
    </message>
</context>
<context>
    <name>OutcomeDialog</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Why nothing happened to it</source>
        <translation>未处理的原因</translation>
    </message>
</context>
<context>
    <name>PlanLane</name>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>0  Left alone</source>
        <translation>0  不处理</translation>
    </message>
</context>
<context>
    <name>PlanMenu</name>
    <message>
        <source>Into “{category}”</source>
        <translation>归入“{category}”</translation>
    </message>
    <message>
        <source>Leave alone</source>
        <translation>保持不动</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message>
        <source>Best matches</source>
        <translation>最符合</translation>
    </message>
    <message>
        <source>Just inside</source>
        <translation>刚好归入</translation>
    </message>
    <message>
        <source>Just outside</source>
        <translation>刚好未归入</translation>
    </message>
    <message>
        <source>These belong</source>
        <translation>这些属于</translation>
    </message>
    <message>
        <source>These do not</source>
        <translation>这些不属于</translation>
    </message>
    <message>
        <source>Select photos and say whether they belong: the category learns from them.</source>
        <translation>选择照片并指出是否属于此类别，类别会从中学习。</translation>
    </message>
    <message>
        <source>The preview comes once photos are indexed.</source>
        <translation>照片索引完成后会显示预览。</translation>
    </message>
    <message>
        <source>About {taken} of {all} photos</source>
        <translation>{all} 张照片中约 {taken} 张</translation>
    </message>
    <message>
        <source>{taken} of {all} photos</source>
        <translation>{all} 张照片中的 {taken} 张</translation>
    </message>
    <message>
        <source>{share}% could as well be “{category}”.</source>
        <translation>其中 {share}% 也可能属于“{category}”。</translation>
    </message>
    <message>
        <source>About {share}% of them are right, judging by {examples} confirmed photos.</source>
        <translation>根据 {examples} 张已确认的照片估计，约 {share}% 是正确的。</translation>
    </message>
    <message numerus="yes">
        <source>About {share}% of them are right, judging by the words and by %Ln photo(s) you judged.</source>
        <translation>
            <numerusform>根据描述词和您判断过的 %Ln 张照片，其中约 {share}% 是对的。</numerusform>
        </translation>
    </message>
    <message>
        <source>About {share}% of them are right, judging by the words alone.</source>
        <translation>仅根据描述词估计，约 {share}% 是正确的。</translation>
    </message>
</context>
<context>
    <name>ProposalBadge</name>
    <message>
        <source>Would go to “{category}”, as you said</source>
        <translation>将归入“{category}”（由您指定）</translation>
    </message>
    <message>
        <source>Would go to “{category}” – about {percent}% right</source>
        <translation>将归入“{category}”，约 {percent}% 是正确的</translation>
    </message>
</context>
<context>
    <name>RenameDialog</name>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>New name, without “{ending}”:</source>
        <translation>新名称（不含“{ending}”）：</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Back to the grid (Esc)</source>
        <translation>返回网格 (Esc)</translation>
    </message>
    <message>
        <source>Choosing photos…</source>
        <translation>正在挑选照片……</translation>
    </message>
    <message>
        <source>There is nothing left to ask.</source>
        <translation>没有需要确认的照片了。</translation>
    </message>
    <message>
        <source>Does this belong to “{category}”?</source>
        <translation>这张属于“{category}”吗？</translation>
    </message>
    <message>
        <source>Does this belong to “{category}”? ({share}% likely)</source>
        <translation>这张属于“{category}”吗？（可能性 {share}%）</translation>
    </message>
    <message>
        <source>{count} answered</source>
        <translation>已回答 {count} 张</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>None of them</source>
        <translation>都不是</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一张</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Search photos</source>
        <translation>搜索照片</translation>
    </message>
    <message>
        <source>Stop searching by this photo</source>
        <translation>不再按此照片搜索</translation>
    </message>
    <message>
        <source>Clear the search (Esc)</source>
        <translation>清除搜索 (Esc)</translation>
    </message>
    <message>
        <source>Search in “{folder}”</source>
        <translation>在“{folder}”中搜索</translation>
    </message>
    <message>
        <source>Search by what is in the photo: a cat, an umbrella…</source>
        <translation>按照片内容搜索：猫、雨伞…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Similar to {name}</source>
        <translation>与 {name} 相似</translation>
    </message>
    <message>
        <source>Stop searching for “{name}”</source>
        <translation>不再搜索“{name}”</translation>
    </message>
</context>
<context>
    <name>SearchHints</name>
    <message>
        <source>The starter model understands Chinese less well than English. Choose a model that knows many languages to find more.</source>
        <translation>入门模型理解中文不如英文准确。要找到更多照片，请选择支持多种语言的模型。</translation>
    </message>
    <message>
        <source>This model understands English only. Type in English, or choose a model that knows many languages.</source>
        <translation>此模型只懂英文。请用英文输入，或选择支持多种语言的模型。</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Searched so far: {count} of {photos}. The others are found once they have been read.</source>
        <translation>目前搜索了 {photos}中的 {count} 张，其余照片读取后即可找到。</translation>
    </message>
    <message>
        <source>More photos match than can be shown: the best {count} of {photos}.</source>
        <translation>符合条件的照片太多，无法全部显示：在 {photos}中显示最符合的 {count} 张。</translation>
    </message>
    <message>
        <source>Found by name. Photos are found by what they show once they have been read.</source>
        <translation>按名称找到。照片读取之后，会按画面内容查找。</translation>
    </message>
</context>
<context>
    <name>ServiceNotices</name>
    <message>
        <source>The search service stopped and is starting again. It goes on where it was.</source>
        <translation>搜索服务意外停止，正在重新启动，并会从中断处继续。</translation>
    </message>
    <message>
        <source>ClipPhotos ended unexpectedly the last time. Your photos are untouched.</source>
        <translation>ClipPhotos 上次意外退出。您的照片没有受到影响。</translation>
    </message>
    <message>
        <source>Show details</source>
        <translation>显示详细信息</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Index new photos</source>
        <translation>索引新照片</translation>
    </message>
    <message>
        <source>At &amp;once</source>
        <translation>立即(&amp;O)</translation>
    </message>
    <message>
        <source>As soon as they are found.</source>
        <translation>一发现就开始。</translation>
    </message>
    <message>
        <source>Only when the computer is &amp;idle</source>
        <translation>仅在电脑空闲时(&amp;I)</translation>
    </message>
    <message>
        <source>While other programs use less than a quarter of the processor and the computer is not on battery. Photos appear at once; they can be searched for later.</source>
        <translation>其他程序占用的处理器不到四分之一，且没有使用电池供电时。照片会立即显示，稍后才能搜索到。</translation>
    </message>
    <message>
        <source>By &amp;hand only</source>
        <translation>仅手动(&amp;H)</translation>
    </message>
    <message>
        <source>When you rescan the library (F5), add a folder, or press the button in the status bar.</source>
        <translation>在您重新扫描图库（F5）、添加文件夹或点击状态栏中的按钮时。</translation>
    </message>
    <message>
        <source>Notice by &amp;itself what changes in the folders</source>
        <translation>自动发现文件夹中的变化(&amp;T)</translation>
    </message>
    <message>
        <source>Photos that other programs add, change, move or remove appear within seconds, on network drives within half a minute.</source>
        <translation>其他程序添加、更改、移动或删除的照片会在几秒内反映出来，网络存储上则在半分钟内。</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Cores used for indexing:</source>
        <translation>用于索引的核心数：</translation>
    </message>
    <message>
        <source>Cores used for indexing</source>
        <translation>用于索引的核心数</translation>
    </message>
    <message>
        <source>All ({count})</source>
        <translation>全部（{count}）</translation>
    </message>
    <message>
        <source>Fewer cores keep the computer cooler and quieter; indexing takes longer. Other programs come first in any case.</source>
        <translation>核心越少，电脑越凉爽安静，但索引时间更长。无论如何，其他程序都优先。</translation>
    </message>
</context>
<context>
    <name>SkippedDialog</name>
    <message>
        <source>Skipped photos</source>
        <translation>已跳过的照片</translation>
    </message>
    <message>
        <source>Nothing was skipped: every photo that was tried could be read.</source>
        <translation>没有跳过任何照片：尝试过的照片都能读取。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) could not be read and cannot be searched. The files were left as they are.</source>
        <translation>
            <numerusform>有 %Ln 张照片无法读取，因此不能搜索。文件保持原样。</numerusform>
        </translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Try them again</source>
        <translation>重试</translation>
    </message>
    <message numerus="yes">
        <source>%Ln folder(s) could not be listed; photos in them are not known.</source>
        <translation>
            <numerusform>有 %Ln 个文件夹无法列出，无法得知其中的照片。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SortBoard</name>
    <message>
        <source>Back to the grid (Esc)</source>
        <translation>返回网格 (Esc)</translation>
    </message>
    <message>
        <source>What happens to the photos</source>
        <translation>如何处理照片</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>by category</source>
        <translation>按类别</translation>
    </message>
    <message>
        <source>by category / year</source>
        <translation>按类别 / 年份</translation>
    </message>
    <message>
        <source>by category / year / month</source>
        <translation>按类别 / 年份 / 月份</translation>
    </message>
    <message>
        <source>Drag photos to another column, or select them and press 1 to 9; 0 leaves them alone.</source>
        <translation>把照片拖到其他列，或选中后按 1 到 9；按 0 则不处理。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Sort {photos}</source>
        <translation>整理 {photos}</translation>
    </message>
    <message>
        <source>Looking at the photos…</source>
        <translation>正在查看照片……</translation>
    </message>
    <message>
        <source>Sort {going} of {photos}</source>
        <translation>整理 {photos}中的 {going} 张</translation>
    </message>
    <message>
        <source>Choose the folder that the categories&apos; folders are made in</source>
        <translation>选择用于创建类别文件夹的文件夹</translation>
    </message>
    <message>
        <source>into {folder}</source>
        <translation>到 {folder}</translation>
    </message>
    <message>
        <source>Sorting… {done} of {total}</source>
        <translation>正在整理…… {done} / {total}</translation>
    </message>
    <message>
        <source>Looking at the photos… {done} of {total}</source>
        <translation>正在查看照片…… {done} / {total}</translation>
    </message>
</context>
<context>
    <name>SortController</name>
    <message>
        <source>Photos are sorted into categories. Describe one first.</source>
        <translation>照片按类别整理。请先新建一个类别。</translation>
    </message>
    <message>
        <source>New category…</source>
        <translation>新建类别…</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Sorted</source>
        <translation>整理完成</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
</context>
<context>
    <name>StarBar</name>
    <message>
        <source>Rating</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>{rating}. Keys 0 to 5 rate.</source>
        <translation>{rating}。按 0 至 5 键可评分。</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Indexing progress</source>
        <translation>索引进度</translation>
    </message>
    <message>
        <source>Pause indexing</source>
        <translation>暂停索引</translation>
    </message>
    <message>
        <source>Do not wait until the computer is idle</source>
        <translation>不等到电脑空闲</translation>
    </message>
    <message>
        <source>Index now</source>
        <translation>立即索引</translation>
    </message>
    <message>
        <source>Search model and where it runs; click to choose another</source>
        <translation>搜索模型及其运行设备；点击可更换</translation>
    </message>
    <message>
        <source>Size of thumbnails</source>
        <translation>缩略图大小</translation>
    </message>
    <message>
        <source>Photos and folders that could not be read, with reasons</source>
        <translation>无法读取的照片和文件夹及其原因</translation>
    </message>
    <message>
        <source>Size of thumbnails (Ctrl+wheel)</source>
        <translation>缩略图大小（Ctrl+滚轮）</translation>
    </message>
    <message>
        <source>{photos} · {selected} selected</source>
        <translation>{photos} · 已选 {selected} 张</translation>
    </message>
    <message>
        <source>Go on indexing</source>
        <translation>继续索引</translation>
    </message>
    <message>
        <source>Index new photos now</source>
        <translation>立即索引新照片</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>正在查找照片…</translation>
    </message>
    <message>
        <source>Indexing is paused</source>
        <translation>索引已暂停</translation>
    </message>
    <message>
        <source>Indexing stopped</source>
        <translation>索引已停止</translation>
    </message>
    <message>
        <source>New photos are indexed by hand</source>
        <translation>新照片由您手动索引</translation>
    </message>
    <message numerus="yes">
        <source>%Ln skipped</source>
        <translation>
            <numerusform>已跳过 %Ln 张</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking for photos: {count} found</source>
        <translation>正在查找照片：已找到 {count} 张</translation>
    </message>
    <message>
        <source>Waiting until the computer is idle</source>
        <translation>正在等待电脑空闲</translation>
    </message>
    <message>
        <source>Getting the search model ready…</source>
        <translation>正在准备搜索模型…</translation>
    </message>
    <message>
        <source>Making the search model faster…</source>
        <translation>正在加速搜索模型…</translation>
    </message>
    <message>
        <source>Rebuilding the search index…</source>
        <translation>正在重建搜索索引…</translation>
    </message>
    <message>
        <source>Checking the library…</source>
        <translation>正在检查图库…</translation>
    </message>
    <message>
        <source>Getting the tags ready…</source>
        <translation>正在准备标签…</translation>
    </message>
    <message>
        <source>Tagging {done} of {total}</source>
        <translation>正在添加标签：{done} / {total}</translation>
    </message>
    <message>
        <source>Reading when photos were taken: {done} of {total}</source>
        <translation>正在读取拍摄时间：{done}/{total}</translation>
    </message>
    <message>
        <source>Indexing {done} of {total}</source>
        <translation>正在索引 {done} / {total}</translation>
    </message>
    <message>
        <source>{speed} photos/s</source>
        <translation>{speed} 张/秒</translation>
    </message>
</context>
<context>
    <name>TagChip</name>
    <message>
        <source>Take off the tag “{tag}”</source>
        <translation>去掉标签“{tag}”</translation>
    </message>
</context>
<context>
    <name>TagController</name>
    <message>
        <source>Added “{tag}”.</source>
        <translation>已添加“{tag}”。</translation>
    </message>
    <message>
        <source>“{tag}” is there already.</source>
        <translation>“{tag}”已经有了。</translation>
    </message>
    <message>
        <source>Took off “{tag}”.</source>
        <translation>已去掉“{tag}”。</translation>
    </message>
    <message>
        <source>{photos} not read yet: passed over.</source>
        <translation>{photos}尚未读取，已跳过。</translation>
    </message>
    <message>
        <source>{photos} cannot be read: passed over.</source>
        <translation>{photos}无法读取，已略过。</translation>
    </message>
</context>
<context>
    <name>ThresholdSlider</name>
    <message>
        <source>Least probability in per cent</source>
        <translation>归入所需的最低可能性（百分比）</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Back to the grid (Esc)</source>
        <translation>返回网格 (Esc)</translation>
    </message>
    <message>
        <source>Previous photo (Left)</source>
        <translation>上一张 (←)</translation>
    </message>
    <message>
        <source>Next photo (Right)</source>
        <translation>下一张 (→)</translation>
    </message>
    <message>
        <source>Full screen (F11)</source>
        <translation>全屏 (F11)</translation>
    </message>
    <message>
        <source>{position} of {count}</source>
        <translation>{position} / {count}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Find your photos by what is in them</source>
        <translation>按内容查找您的照片</translation>
    </message>
    <message>
        <source>Choose a folder of photos. ClipPhotos looks through it, and soon you can type what you remember, “a cat” or “an umbrella”, and see the photos that fit.</source>
        <translation>选择一个照片文件夹。ClipPhotos 会浏览其中的照片，很快您就可以输入记得的内容，例如“a cat”或“an umbrella”，找到相符的照片。</translation>
    </message>
    <message>
        <source>Add a folder of photos</source>
        <translation>添加照片文件夹</translation>
    </message>
    <message>
        <source>Nothing ever leaves this computer, and no file is touched unless you ask for it.</source>
        <translation>一切都在这台电脑上完成；除非您要求，否则不会改动任何文件。</translation>
    </message>
</context>
<context>
    <name>WindowDialogs</name>
    <message>
        <source>No longer shown: {photos} in {folders}. What is known of them is kept.</source>
        <translation>{folders}中的{photos}不再显示，已有的信息会保留。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln excluded folder(s)</source>
        <translation>
            <numerusform>%Ln 个排除的文件夹</numerusform>
        </translation>
    </message>
    <message>
        <source>Show…</source>
        <translation>查看…</translation>
    </message>
</context>
<context>
    <name>_Card</name>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Cancel the download</source>
        <translation>取消下载</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Use {model}</source>
        <translation>使用 {model}</translation>
    </message>
    <message>
        <source>Download {model}</source>
        <translation>下载 {model}</translation>
    </message>
</context>
<context>
    <name>_ChipButton</name>
    <message>
        <source>Search for the tag “{tag}”</source>
        <translation>搜索标签“{tag}”</translation>
    </message>
</context>
<context>
    <name>_PlanWords</name>
    <message numerus="yes">
        <source>%Ln get(s) a number, because the name is taken</source>
        <translation>
            <numerusform>%Ln 张因重名而加编号</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unsure</source>
        <translation>
            <numerusform>%Ln 张不确定</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln left alone</source>
        <translation>
            <numerusform>%Ln 张不处理</numerusform>
        </translation>
    </message>
    <message>
        <source>Not enough room in {folder}: {needed} needed, {free} free.</source>
        <translation>{folder} 空间不足：需要 {needed}，剩余 {free}。</translation>
    </message>
    <message>
        <source>{folder} cannot be written to.</source>
        <translation>无法写入 {folder}。</translation>
    </message>
    <message>
        <source>{folder} is on another drive than the photos, where no hard links can be made.</source>
        <translation>{folder} 与照片不在同一驱动器上，无法创建硬链接。</translation>
    </message>
    <message>
        <source>With it: {names}</source>
        <translation>随同：{names}</translation>
    </message>
    <message>
        <source>Left, though of the same name: {names}</source>
        <translation>同名但保留原处：{names}</translation>
    </message>
    <message>
        <source>Will be called “{name}”, because its name is taken</source>
        <translation>因重名将改名为“{name}”</translation>
    </message>
</context>
<context>
    <name>_Popup</name>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
</context>
<context>
    <name>_Words</name>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>剩余 %n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s) left</source>
        <translation>
            <numerusform>剩余约 %n 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln 张照片</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count} 字节</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>剩余不到一分钟</translation>
    </message>
    <message>
        <source>On {count} of {photos} photos</source>
        <translation>{photos} 张照片中的 {count} 张</translation>
    </message>
    <message>
        <source>You confirmed this tag.</source>
        <translation>您确认了此标签。</translation>
    </message>
    <message>
        <source>You added this tag.</source>
        <translation>您添加了此标签。</translation>
    </message>
    <message>
        <source>Very likely: fits “{prompt}” far better than your other photos do.</source>
        <translation>很可能：与“{prompt}”的契合程度远高于您的其他照片。</translation>
    </message>
    <message>
        <source>Likely: fits “{prompt}” much better than your other photos do.</source>
        <translation>可能：与“{prompt}”的契合程度明显高于您的其他照片。</translation>
    </message>
    <message>
        <source>Perhaps: fits “{prompt}” better than your other photos do.</source>
        <translation>也许：与“{prompt}”的契合程度高于您的其他照片。</translation>
    </message>
    <message>
        <source>Chosen by the model {model} (strength {score}).</source>
        <translation>由模型 {model} 选择（强度 {score}）。</translation>
    </message>
    <message>
        <source>Only tag the photos</source>
        <translation>仅添加标签</translation>
    </message>
    <message>
        <source>Move the files</source>
        <translation>移动文件</translation>
    </message>
    <message>
        <source>Copy the files</source>
        <translation>复制文件</translation>
    </message>
    <message>
        <source>Make hard links</source>
        <translation>创建硬链接</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>创建链接</translation>
    </message>
    <message>
        <source>{photos} will be moved</source>
        <translation>将移动 {photos}</translation>
    </message>
    <message>
        <source>{photos} will be copied</source>
        <translation>将复制 {photos}</translation>
    </message>
    <message>
        <source>{photos} tagged</source>
        <translation>已为 {photos}添加标签</translation>
    </message>
    <message>
        <source>{photos} moved</source>
        <translation>已移动 {photos}</translation>
    </message>
    <message>
        <source>{photos} copied</source>
        <translation>已复制 {photos}</translation>
    </message>
    <message>
        <source>{photos} linked</source>
        <translation>已为 {photos}创建硬链接</translation>
    </message>
    <message>
        <source>{photos} put into the trash</source>
        <translation>已将 {photos}移到回收站</translation>
    </message>
    <message>
        <source>{photos} rated</source>
        <translation>已为 {photos}评分</translation>
    </message>
    <message>
        <source>{photos} will be tagged</source>
        <translation>将为 {photos}添加标签</translation>
    </message>
    <message>
        <source>{photos} will get a hard link</source>
        <translation>将为 {photos}创建硬链接</translation>
    </message>
    <message>
        <source>{photos} flagged</source>
        <translation>已标旗 {photos}</translation>
    </message>
    <message>
        <source>{photos} marked</source>
        <translation>已标记 {photos}</translation>
    </message>
    <message>
        <source>recognised</source>
        <translation>已识别</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>不处理</translation>
    </message>
    <message>
        <source>already there</source>
        <translation>已在该处</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>goes along</source>
        <translation>随同移动</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>文件缺失</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>只读</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>尚未读取</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>in an excluded folder</source>
        <translation>在排除的文件夹中</translation>
    </message>
    <message>
        <source>pick of {photos}</source>
        <translation>选中 {photos}</translation>
    </message>
    <message>
        <source>rejection of {photos}</source>
        <translation>排除 {photos}</translation>
    </message>
    <message>
        <source>removal of the flag of {photos}</source>
        <translation>移除 {photos}的旗标</translation>
    </message>
    <message>
        <source>{photos} picked</source>
        <translation>已选中 {photos}</translation>
    </message>
    <message>
        <source>{photos} rejected</source>
        <translation>已排除 {photos}</translation>
    </message>
    <message>
        <source>Flag of {photos} removed</source>
        <translation>已移除 {photos}的旗标</translation>
    </message>
    <message>
        <source>marking of {photos}</source>
        <translation>标记 {photos}</translation>
    </message>
    <message>
        <source>rating {stars} of {photos}</source>
        <translation>{photos}的评分 {stars}</translation>
    </message>
    <message>
        <source>removal of the rating of {photos}</source>
        <translation>移除 {photos}的评分</translation>
    </message>
    <message>
        <source>change of tags on {photos}</source>
        <translation>更改 {photos}的标签</translation>
    </message>
    <message>
        <source>tag “{tags}” on {photos}</source>
        <translation>为 {photos}添加标签“{tags}”</translation>
    </message>
    <message>
        <source>removal of tag “{tags}” from {photos}</source>
        <translation>从 {photos}移除标签“{tags}”</translation>
    </message>
    <message>
        <source>sort of {photos}</source>
        <translation>整理 {photos}</translation>
    </message>
    <message>
        <source>renaming of {photos}</source>
        <translation>重命名 {photos}</translation>
    </message>
    <message>
        <source>deletion of {photos}</source>
        <translation>删除 {photos}</translation>
    </message>
    <message>
        <source>change of {photos}</source>
        <translation>更改 {photos}</translation>
    </message>
    <message>
        <source>{photos} rated {stars}</source>
        <translation>已将 {photos}评为 {stars}</translation>
    </message>
    <message>
        <source>Rating of {photos} removed</source>
        <translation>已移除 {photos}的评分</translation>
    </message>
    <message>
        <source>“{added}” put on {photos}, “{removed}” taken off</source>
        <translation>已为 {photos}添加“{added}”，移除“{removed}”</translation>
    </message>
    <message>
        <source>“{added}” put on {photos}</source>
        <translation>已为 {photos}添加“{added}”</translation>
    </message>
    <message>
        <source>“{removed}” taken off {photos}</source>
        <translation>已从 {photos}移除“{removed}”</translation>
    </message>
    <message>
        <source>Undone: {what}</source>
        <translation>已撤销：{what}</translation>
    </message>
    <message>
        <source>Redone: {what}</source>
        <translation>已重做：{what}</translation>
    </message>
    <message>
        <source>{count} left unchanged</source>
        <translation>{count} 张保持原样</translation>
    </message>
    <message>
        <source>{photos} renamed</source>
        <translation>已重命名 {photos}</translation>
    </message>
    <message>
        <source>&amp;Undo {what}</source>
        <translation>撤销{what}(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo {what}</source>
        <translation>重做{what}(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>{first}, {second}</source>
        <translation>{first}，{second}</translation>
    </message>
    <message>
        <source>{text}.</source>
        <translation>{text}。</translation>
    </message>
    <message numerus="yes">
        <source>%n star(s)</source>
        <translation>
            <numerusform>%n 颗星</numerusform>
        </translation>
    </message>
    <message>
        <source>No rating</source>
        <translation>无评分</translation>
    </message>
    <message>
        <source>No photo belongs to this category</source>
        <translation>没有照片属于此类别</translation>
    </message>
    <message>
        <source>Describe it in other words, or let it begin at a lower probability.</source>
        <translation>请换一种描述，或降低归入所需的可能性。</translation>
    </message>
    <message>
        <source>No photo here has these tags</source>
        <translation>这里没有照片同时具有这些标签</translation>
    </message>
    <message>
        <source>Take one of them off the search.</source>
        <translation>请从搜索中去掉其中一个。</translation>
    </message>
    <message>
        <source>{stars} or more</source>
        <translation>{stars} 及以上</translation>
    </message>
    <message>
        <source>No photo here has so many stars</source>
        <translation>这里没有达到该星级的照片</translation>
    </message>
    <message>
        <source>Ask for fewer stars.</source>
        <translation>请降低星级要求。</translation>
    </message>
    <message>
        <source>No photo here is flagged like this</source>
        <translation>这里没有带此旗标的照片</translation>
    </message>
    <message>
        <source>Keys P and X pick and reject photos, U takes the flag away.</source>
        <translation>按 P 选中照片，按 X 排除，按 U 移除旗标。</translation>
    </message>
    <message>
        <source>At least this many stars</source>
        <translation>最低星级</translation>
    </message>
    <message>
        <source>Show only photos with at least this many stars</source>
        <translation>只显示至少有这么多颗星的照片</translation>
    </message>
    <message>
        <source>Any rating</source>
        <translation>不限评分</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>旗标</translation>
    </message>
    <message>
        <source>Show only photos that are picked, rejected, or neither</source>
        <translation>只显示已选中、已排除或未标旗的照片</translation>
    </message>
    <message>
        <source>Flagged or not</source>
        <translation>不限旗标</translation>
    </message>
    <message>
        <source>No flag</source>
        <translation>无旗标</translation>
    </message>
    <message>
        <source>Picked</source>
        <translation>已选中</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>There are no photos here</source>
        <translation>这里没有照片</translation>
    </message>
    <message>
        <source>Pictures that are put into this folder appear here.</source>
        <translation>放入此文件夹的图片会显示在这里。</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>正在查找照片…</translation>
    </message>
    <message>
        <source>They appear here as they are found.</source>
        <translation>找到的照片会显示在这里。</translation>
    </message>
    <message>
        <source>Photos have not been looked for yet</source>
        <translation>尚未查找照片</translation>
    </message>
    <message>
        <source>Go on indexing, in the status bar, and they appear here.</source>
        <translation>在状态栏中继续索引，照片就会显示在这里。</translation>
    </message>
    <message>
        <source>Nothing is proposed</source>
        <translation>没有建议</translation>
    </message>
    <message>
        <source>New photos that one of your categories would take appear here.</source>
        <translation>符合您某个类别的新照片会显示在这里。</translation>
    </message>
    <message>
        <source>This search cannot be made</source>
        <translation>无法进行此搜索</translation>
    </message>
    <message>
        <source>Nothing was found</source>
        <translation>没有找到照片</translation>
    </message>
    <message>
        <source>Try other words.</source>
        <translation>请换其他词试试。</translation>
    </message>
    <message>
        <source>None of the photos here could be read</source>
        <translation>这里的照片都无法读取</translation>
    </message>
    <message>
        <source>“Skipped”, in the status bar, says why.</source>
        <translation>状态栏中的“跳过”说明了原因。</translation>
    </message>
    <message>
        <source>Getting the search model ready…</source>
        <translation>正在准备搜索模型…</translation>
    </message>
    <message>
        <source>This happens after the program starts. What is found appears as soon as it is done.</source>
        <translation>程序启动后会进行这一步；完成后立即显示结果。</translation>
    </message>
    <message>
        <source>Making the search model faster…</source>
        <translation>正在加速搜索模型…</translation>
    </message>
    <message>
        <source>This happens once; then photos are read, and what is found appears.</source>
        <translation>只需进行一次；之后会读取照片并显示结果。</translation>
    </message>
    <message>
        <source>No photo here has been read yet</source>
        <translation>这里的照片尚未读取</translation>
    </message>
    <message>
        <source>That begins when the computer is idle, or with “Index now” in the status bar.</source>
        <translation>电脑空闲时会开始读取，也可以点击状态栏中的“立即索引”。</translation>
    </message>
    <message>
        <source>What is found appears as photos are read.</source>
        <translation>读取照片的同时会显示结果。</translation>
    </message>
    <message>
        <source>Start a rescan (F5), and what is found appears as photos are read.</source>
        <translation>请重新扫描（F5），读取照片的同时会显示结果。</translation>
    </message>
    <message>
        <source>Go on indexing, in the status bar, and what is found appears.</source>
        <translation>在状态栏中继续索引，就会显示结果。</translation>
    </message>
</context>
</TS>
