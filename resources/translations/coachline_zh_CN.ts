<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>AboutDialog</name>
        <message>
            <source>About Coachline</source>
            <translation>关于 Coachline</translation>
        </message>
        <message>
            <source>&lt;h3&gt;Coachline {version}&lt;/h3&gt;&lt;p&gt;An image editor for car designers, with generative brushes. Apache-2.0. Made with Qt {qt}, PyTorch and the components below, whose licences are their own. Qt is used under the LGPL; “Qt” in the list says how to replace it.&lt;/p&gt;</source>
            <translation>&lt;h3&gt;Coachline {version}&lt;/h3&gt;&lt;p&gt;面向汽车设计师的图像编辑器，带有生成式画笔。Apache-2.0。使用 Qt {qt}、PyTorch 和以下组件制作，各组件适用其自身的许可证。Qt 按 LGPL 使用；列表中的“Qt”说明了如何替换它。&lt;/p&gt;</translation>
        </message>
        <message>
            <source>Component</source>
            <translation>组件</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>Components</source>
            <translation>组件</translation>
        </message>
        <message>
            <source>Text of the licence</source>
            <translation>许可证正文</translation>
        </message>
        <message>
            <source>Looking for licences</source>
            <translation>正在查找许可证</translation>
        </message>
        <message>
            <source>Its package holds no text of the licence.</source>
            <translation>其软件包中没有许可证正文。</translation>
        </message>
    </context>
    <context>
        <name>Actions</name>
        <message>
            <source>&amp;Add mask</source>
            <translation>添加蒙版(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Canvas size…</source>
            <translation>画布大小(&amp;C)…</translation>
        </message>
        <message>
            <source>Out&amp;paint…</source>
            <translation>外扩绘制(&amp;P)…</translation>
        </message>
        <message>
            <source>&amp;Flatten the picture</source>
            <translation>拼合图像(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Free transform</source>
            <translation>自由变换(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Image size…</source>
            <translation>图像大小(&amp;I)…</translation>
        </message>
        <message>
            <source>&amp;Mirror left to right</source>
            <translation>水平翻转(&amp;M)</translation>
        </message>
        <message>
            <source>&amp;Trim to the layers</source>
            <translation>裁切到图层内容(&amp;T)</translation>
        </message>
        <message>
            <source>A&amp;pply mask</source>
            <translation>应用蒙版(&amp;P)</translation>
        </message>
        <message>
            <source>C&amp;rop to the selection</source>
            <translation>裁剪到选区(&amp;R)</translation>
        </message>
        <message>
            <source>Flip &amp;upside down</source>
            <translation>垂直翻转(&amp;U)</translation>
        </message>
        <message>
            <source>Group laye&amp;rs</source>
            <translation>图层编组(&amp;R)</translation>
        </message>
        <message>
            <source>Mask from &amp;selection</source>
            <translation>从选区创建蒙版(&amp;S)</translation>
        </message>
        <message>
            <source>Merge &amp;visible layers</source>
            <translation>合并可见图层(&amp;V)</translation>
        </message>
        <message>
            <source>Merge do&amp;wn</source>
            <translation>向下合并(&amp;W)</translation>
        </message>
        <message>
            <source>New &amp;group</source>
            <translation>新建组(&amp;G)</translation>
        </message>
        <message>
            <source>New label la&amp;yer</source>
            <translation>新建标签图层(&amp;Y)</translation>
        </message>
        <message>
            <source>Rena&amp;me layer</source>
            <translation>重命名图层(&amp;M)</translation>
        </message>
        <message>
            <source>Run aga&amp;in</source>
            <translation>重新生成(&amp;I)</translation>
        </message>
        <message>
            <source>Run again with another &amp;seed</source>
            <translation>换一个种子重新生成(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Delete mask</source>
            <translation>删除蒙版(&amp;D)</translation>
        </message>
        <message>
            <source>Turn cloc&amp;kwise</source>
            <translation>顺时针旋转(&amp;K)</translation>
        </message>
        <message>
            <source>Turn &amp;half around</source>
            <translation>旋转180度(&amp;H)</translation>
        </message>
        <message>
            <source>Turn c&amp;ounterclockwise</source>
            <translation>逆时针旋转(&amp;O)</translation>
        </message>
        <message>
            <source>Ungrou&amp;p</source>
            <translation>取消编组(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Move</source>
            <translation>移动(&amp;M)</translation>
        </message>
        <message>
            <source>&amp;Crop</source>
            <translation>裁剪(&amp;C)</translation>
        </message>
        <message>
            <source>Mo&amp;dels…</source>
            <translation>模型(&amp;D)…</translation>
        </message>
        <message>
            <source>&amp;Lines from picture</source>
            <translation>从图片提取线条(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;New…</source>
            <translation>新建(&amp;N)…</translation>
        </message>
        <message>
            <source>&amp;Open…</source>
            <translation>打开(&amp;O)…</translation>
        </message>
        <message>
            <source>&amp;Save project</source>
            <translation>保存项目(&amp;S)</translation>
        </message>
        <message>
            <source>Save project &amp;as…</source>
            <translation>项目另存为(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;Export picture…</source>
            <translation>导出图片(&amp;E)…</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
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
            <source>&amp;New layer</source>
            <translation>新建图层(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Duplicate layer</source>
            <translation>复制图层(&amp;D)</translation>
        </message>
        <message>
            <source>D&amp;elete layer</source>
            <translation>删除图层(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Lock or unlock layer</source>
            <translation>锁定或解锁图层(&amp;L)</translation>
        </message>
        <message>
            <source>Move layer &amp;up</source>
            <translation>上移图层(&amp;U)</translation>
        </message>
        <message>
            <source>Move layer d&amp;own</source>
            <translation>下移图层(&amp;O)</translation>
        </message>
        <message>
            <source>Select layer &amp;above</source>
            <translation>选择上一图层(&amp;A)</translation>
        </message>
        <message>
            <source>Select layer &amp;below</source>
            <translation>选择下一图层(&amp;B)</translation>
        </message>
        <message>
            <source>Zoom &amp;in</source>
            <translation>放大(&amp;I)</translation>
        </message>
        <message>
            <source>Zoom &amp;out</source>
            <translation>缩小(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Fit in the window</source>
            <translation>适合窗口(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Actual pixels (100 %)</source>
            <translation>实际像素 100 %(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Without the preview (hold the key)</source>
            <translation>不显示预览（按住按键）(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Document alone</source>
            <translation>仅显示文档(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Preview beside the drawing</source>
            <translation>线稿与预览并排(&amp;P)</translation>
        </message>
        <message>
            <source>Pre&amp;view under the lines</source>
            <translation>预览置于线条之下(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Hide the panels</source>
            <translation>隐藏面板(&amp;H)</translation>
        </message>
        <message>
            <source>As the &amp;system</source>
            <translation>跟随系统(&amp;S)</translation>
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
            <source>&amp;Brush</source>
            <translation>画笔(&amp;B)</translation>
        </message>
        <message>
            <source>&amp;Eraser</source>
            <translation>橡皮擦(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Hand</source>
            <translation>抓手(&amp;H)</translation>
        </message>
        <message>
            <source>Colour pic&amp;ker</source>
            <translation>取色器(&amp;K)</translation>
        </message>
        <message>
            <source>Lasso f&amp;ill</source>
            <translation>套索填充(&amp;I)</translation>
        </message>
        <message>
            <source>Polygo&amp;n fill</source>
            <translation>多边形填充(&amp;N)</translation>
        </message>
        <message>
            <source>Selec&amp;t a part</source>
            <translation>选择部件(&amp;T)</translation>
        </message>
        <message>
            <source>Smaller brush</source>
            <translation>缩小笔刷</translation>
        </message>
        <message>
            <source>Larger brush</source>
            <translation>放大笔刷</translation>
        </message>
        <message>
            <source>Softer brush</source>
            <translation>降低硬度</translation>
        </message>
        <message>
            <source>Harder brush</source>
            <translation>提高硬度</translation>
        </message>
        <message>
            <source>Swap the colours</source>
            <translation>交换颜色</translation>
        </message>
        <message>
            <source>Black and white</source>
            <translation>恢复黑白</translation>
        </message>
        <message>
            <source>&amp;Generate</source>
            <translation>生成(&amp;G)</translation>
        </message>
        <message>
            <source>&amp;Apply as a new layer</source>
            <translation>应用为新图层(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Discard the preview</source>
            <translation>放弃预览(&amp;D)</translation>
        </message>
        <message>
            <source>Another &amp;random seed</source>
            <translation>换一个随机种子(&amp;R)</translation>
        </message>
        <message>
            <source>Show &amp;variants</source>
            <translation>显示多个方案(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Guide</source>
            <translation>使用指南(&amp;G)</translation>
        </message>
        <message>
            <source>Take the &amp;tour</source>
            <translation>开始导览(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;About Coachline</source>
            <translation>关于 Coachline(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;All</source>
            <translation>全部(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>复制(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Feather selection…</source>
            <translation>羽化选区(&amp;F)…</translation>
        </message>
        <message>
            <source>&amp;Fill</source>
            <translation>填充(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Fill with the brush's colour</source>
            <translation>用画笔颜色填充(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Grow selection…</source>
            <translation>扩展选区(&amp;G)…</translation>
        </message>
        <message>
            <source>&amp;Invert selection</source>
            <translation>反选(&amp;I)</translation>
        </message>
        <message>
            <source>&amp;Nothing</source>
            <translation>取消选择(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>粘贴(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Polygon</source>
            <translation>多边形套索(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Reselect</source>
            <translation>重新选择(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Saved selections…</source>
            <translation>已存储的选区(&amp;S)…</translation>
        </message>
        <message>
            <source>C&amp;lear the selected pixels, or delete the layer</source>
            <translation>清除所选像素，或删除图层(&amp;L)</translation>
        </message>
        <message>
            <source>Copy what is &amp;visible</source>
            <translation>复制可见内容(&amp;V)</translation>
        </message>
        <message>
            <source>Cu&amp;t</source>
            <translation>剪切(&amp;T)</translation>
        </message>
        <message>
            <source>Fill with the &amp;second colour</source>
            <translation>用第二颜色填充(&amp;S)</translation>
        </message>
        <message>
            <source>L&amp;asso</source>
            <translation>套索(&amp;A)</translation>
        </message>
        <message>
            <source>S&amp;hrink selection…</source>
            <translation>收缩选区(&amp;H)…</translation>
        </message>
        <message>
            <source>Select a &amp;rectangle</source>
            <translation>矩形选区(&amp;R)</translation>
        </message>
        <message>
            <source>Select an e&amp;llipse</source>
            <translation>椭圆选区(&amp;L)</translation>
        </message>
        <message>
            <source>Select by c&amp;olour</source>
            <translation>按颜色选择(&amp;O)</translation>
        </message>
        <message>
            <source>Selection br&amp;ush</source>
            <translation>选区画笔(&amp;U)</translation>
        </message>
        <message>
            <source>Turn the view &amp;left</source>
            <translation>视图左转(&amp;L)</translation>
        </message>
        <message>
            <source>Turn it &amp;back</source>
            <translation>转回原位(&amp;B)</translation>
        </message>
        <message>
            <source>Turn the view &amp;right</source>
            <translation>视图右转(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Mirror the view</source>
            <translation>镜像视图(&amp;M)</translation>
        </message>
        <message>
            <source>Before: as it was op&amp;ened (hold the key)</source>
            <translation>之前：打开时的样子（按住按键）(&amp;E)</translation>
        </message>
        <message>
            <source>Settin&amp;gs…</source>
            <translation>设置(&amp;G)…</translation>
        </message>
        <message>
            <source>&amp;Keys and gestures…</source>
            <translation>按键与手势(&amp;K)…</translation>
        </message>
        <message>
            <source>Go to the ne&amp;xt panel</source>
            <translation>转到下一个面板(&amp;X)</translation>
        </message>
        <message>
            <source>&amp;Reset the panels</source>
            <translation>重置面板(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Batch…</source>
            <translation>批处理(&amp;B)…</translation>
        </message>
        <message>
            <source>What the &amp;layer covers</source>
            <translation>图层覆盖的区域(&amp;L)</translation>
        </message>
        <message>
            <source>Hide the &amp;outline</source>
            <translation>隐藏选区轮廓(&amp;O)</translation>
        </message>
        <message>
            <source>Add pictures as &amp;layers…</source>
            <translation>将图片添加为图层(&amp;L)…</translation>
        </message>
        <message>
            <source>&amp;Project this picture</source>
            <translation>投影此图像(&amp;P)</translation>
        </message>
        <message>
            <source>Ask for a &amp;colour</source>
            <translation>要求颜色(&amp;C)</translation>
        </message>
        <message>
            <source>Ask for a c&amp;ontour</source>
            <translation>要求轮廓(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Warp: drag a square</source>
            <translation>变形：拖动方块(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Erase what was asked for</source>
            <translation>擦除所提要求(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Show the edit here</source>
            <translation>在此显示编辑(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Hide the edit here</source>
            <translation>在此隐藏编辑(&amp;H)</translation>
        </message>
        <message>
            <source>Show ca&amp;ndidates</source>
            <translation>显示候选(&amp;N)</translation>
        </message>
        <message>
            <source>Take what is seen as the new s&amp;tart</source>
            <translation>以所见为新起点(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Labels from picture</source>
            <translation>由图像得到标签(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Import labels or an ID pass…</source>
            <translation>导入标签或 ID 通道(&amp;I)…</translation>
        </message>
        <message>
            <source>&amp;Export labels…</source>
            <translation>导出标签(&amp;E)…</translation>
        </message>
        <message>
            <source>&amp;Keep the picture: paint only what changes</source>
            <translation>保留图像：只绘制改变之处(&amp;K)</translation>
        </message>
        <message>
            <source>&amp;Assign the model's labels…</source>
            <translation>指定模型的标签(&amp;A)…</translation>
        </message>
        <message>
            <source>The labels &amp;fit the picture as they are now</source>
            <translation>标签现已与图像相符(&amp;F)</translation>
        </message>
    </context>
    <context>
        <name>AddModelDialog</name>
        <message>
            <source>Add {name}</source>
            <translation>添加 {name}</translation>
        </message>
        <message>
            <source>&amp;Add</source>
            <translation>添加(&amp;A)</translation>
        </message>
        <message>
            <source>Looking at the file; nothing in it is run …</source>
            <translation>正在查看文件；不会运行其中的任何内容……</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <source>Unknown. Read the authors’</source>
            <translation>未知。请查看作者的说明</translation>
        </message>
        <message>
            <source>The page that the file is from</source>
            <translation>文件来源的网页</translation>
        </message>
        <message>
            <source>Names, separated by commas</source>
            <translation>名称，用逗号分隔</translation>
        </message>
        <message>
            <source>Recognised as</source>
            <translation>识别为</translation>
        </message>
        <message>
            <source>&amp;Name</source>
            <translation>名称(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Tool</source>
            <translation>工具(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Licence</source>
            <translation>许可证(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Source</source>
            <translation>来源(&amp;S)</translation>
        </message>
        <message>
            <source>Its {count} attributes</source>
            <translation>它的 {count} 个属性</translation>
        </message>
        <message>
            <source>The file does not tell these; the values are those of published models.</source>
            <translation>文件本身看不出以下各项；所填的是已发布模型的数值。</translation>
        </message>
        <message>
            <source>Adding the model …</source>
            <translation>正在添加模型……</translation>
        </message>
    </context>
    <context>
        <name>AmountDialog</name>
        <message>
            <source>By how many pixels?</source>
            <translation>多少像素？</translation>
        </message>
    </context>
    <context>
        <name>Axes</name>
        <message>
            <source>Body</source>
            <translation>车身</translation>
        </message>
        <message>
            <source>Paint</source>
            <translation>车漆</translation>
        </message>
        <message>
            <source>View</source>
            <translation>视角</translation>
        </message>
        <message>
            <source>Stage</source>
            <translation>场景</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>车长</translation>
        </message>
        <message>
            <source>Wheelbase</source>
            <translation>轴距</translation>
        </message>
        <message>
            <source>Front overhang</source>
            <translation>前悬</translation>
        </message>
        <message>
            <source>Height</source>
            <translation>车高</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>车宽</translation>
        </message>
        <message>
            <source>Ground clearance</source>
            <translation>离地间隙</translation>
        </message>
        <message>
            <source>Wheel radius</source>
            <translation>车轮半径</translation>
        </message>
        <message>
            <source>Nose height</source>
            <translation>车头高度</translation>
        </message>
        <message>
            <source>Nose lean</source>
            <translation>车头倾角</translation>
        </message>
        <message>
            <source>Bonnet length</source>
            <translation>发动机罩长度</translation>
        </message>
        <message>
            <source>Bonnet height</source>
            <translation>发动机罩高度</translation>
        </message>
        <message>
            <source>Windscreen rake</source>
            <translation>前风窗倾角</translation>
        </message>
        <message>
            <source>Roof length</source>
            <translation>车顶长度</translation>
        </message>
        <message>
            <source>Rear window rake</source>
            <translation>后风窗倾角</translation>
        </message>
        <message>
            <source>Deck length</source>
            <translation>行李舱盖长度</translation>
        </message>
        <message>
            <source>Deck height</source>
            <translation>行李舱盖高度</translation>
        </message>
        <message>
            <source>Tumblehome</source>
            <translation>侧窗内倾</translation>
        </message>
        <message>
            <source>Waist height</source>
            <translation>腰线高度</translation>
        </message>
        <message>
            <source>Cladding</source>
            <translation>护板</translation>
        </message>
        <message>
            <source>Metallic</source>
            <translation>金属漆</translation>
        </message>
        <message>
            <source>Roof paint</source>
            <translation>车顶颜色</translation>
        </message>
        <message>
            <source>Rim brightness</source>
            <translation>轮辋亮度</translation>
        </message>
        <message>
            <source>Azimuth</source>
            <translation>方位角</translation>
        </message>
        <message>
            <source>Elevation</source>
            <translation>仰角</translation>
        </message>
        <message>
            <source>Focal length</source>
            <translation>焦距</translation>
        </message>
        <message>
            <source>Share of the frame</source>
            <translation>占画面比例</translation>
        </message>
        <message>
            <source>Outdoors</source>
            <translation>室外</translation>
        </message>
        <message>
            <source>Backdrop</source>
            <translation>背景</translation>
        </message>
        <message>
            <source>Ground</source>
            <translation>地面</translation>
        </message>
    </context>
    <context>
        <name>BackButton</name>
        <message>
            <source>Back to where it was</source>
            <translation>恢复原值</translation>
        </message>
        <message>
            <source>Reset: {name}</source>
            <translation>重置：{name}</translation>
        </message>
    </context>
    <context>
        <name>BatchDialog</name>
        <message>
            <source>Batch</source>
            <translation>批处理</translation>
        </message>
        <message>
            <source>Progress of the whole batch</source>
            <translation>整个批处理的进度</translation>
        </message>
        <message>
            <source>Add &amp;files…</source>
            <translation>添加文件(&amp;F)…</translation>
        </message>
        <message>
            <source>Add f&amp;older…</source>
            <translation>添加文件夹(&amp;O)…</translation>
        </message>
        <message>
            <source>&amp;Remove</source>
            <translation>移除(&amp;R)</translation>
        </message>
        <message>
            <source>Open the res&amp;ult</source>
            <translation>打开结果(&amp;U)</translation>
        </message>
        <message>
            <source>Open the outp&amp;ut folder</source>
            <translation>打开输出文件夹(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Pause</source>
            <translation>暂停(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Cancel the batch</source>
            <translation>取消批处理(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Start</source>
            <translation>开始(&amp;S)</translation>
        </message>
        <message>
            <source>starting …</source>
            <translation>正在启动…</translation>
        </message>
        <message>
            <source>&amp;Go on</source>
            <translation>继续(&amp;G)</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>剩余 {time}</translation>
        </message>
        <message>
            <source>working</source>
            <translation>处理中</translation>
        </message>
        <message>
            <source>done, {size}, {seconds} s</source>
            <translation>完成，{size}，{seconds} 秒</translation>
        </message>
        <message>
            <source>Checked: seams {seam}, colour shift {drift} (of 255)</source>
            <translation>自检：接缝 {seam}，色偏 {drift}（满值 255）</translation>
        </message>
        <message>
            <source>done before</source>
            <translation>先前已完成</translation>
        </message>
        <message>
            <source>skipped: there is such a file already</source>
            <translation>已跳过：同名文件已存在</translation>
        </message>
        <message>
            <source>skipped: made with other settings before</source>
            <translation>已跳过：先前用其他设置生成</translation>
        </message>
        <message>
            <source>skipped: made before its input changed</source>
            <translation>已跳过：生成之后输入已改变</translation>
        </message>
        <message>
            <source>{done} done, {skipped} skipped, {failed} failed.</source>
            <translation>完成 {done}，跳过 {skipped}，失败 {failed}。</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>已停止。</translation>
        </message>
        <message>
            <source>Start goes on from here.</source>
            <translation>再次开始将从这里继续。</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>The batch still runs. Stop it?</source>
            <translation>批处理仍在运行。要停止吗？</translation>
        </message>
    </context>
    <context>
        <name>BatchForm</name>
        <message>
            <source>Enlarge</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Run a saved recipe</source>
            <translation>运行已保存的配方</translation>
        </message>
        <message>
            <source>&amp;What</source>
            <translation>操作(&amp;W)</translation>
        </message>
        <message>
            <source>Si&amp;ze</source>
            <translation>尺寸(&amp;Z)</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>模型(&amp;M)</translation>
        </message>
        <message>
            <source>De&amp;tail</source>
            <translation>细节(&amp;T)</translation>
        </message>
        <message>
            <source>a recipe, such as car.json</source>
            <translation>配方文件，例如 car.json</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>配方</translation>
        </message>
        <message>
            <source>Choose…</source>
            <translation>选择…</translation>
        </message>
        <message>
            <source>Rec&amp;ipe</source>
            <translation>配方(&amp;I)</translation>
        </message>
        <message>
            <source>a folder for the results</source>
            <translation>存放结果的文件夹</translation>
        </message>
        <message>
            <source>Output folder</source>
            <translation>输出文件夹</translation>
        </message>
        <message>
            <source>&amp;Into</source>
            <translation>输出到(&amp;I)</translation>
        </message>
        <message>
            <source>Names of the results; {stem} is the input’s name, {number} counts, {scale} …</source>
            <translation>结果的文件名；{stem} 为输入文件名，{number} 为序号，{scale} 等</translation>
        </message>
        <message>
            <source>&amp;Names</source>
            <translation>命名(&amp;N)</translation>
        </message>
        <message>
            <source>As the input</source>
            <translation>与输入相同</translation>
        </message>
        <message>
            <source>quality </source>
            <translation>质量 </translation>
        </message>
        <message>
            <source>Quality of JPEG and WebP</source>
            <translation>JPEG 与 WebP 的质量</translation>
        </message>
        <message>
            <source>&amp;Format</source>
            <translation>格式(&amp;F)</translation>
        </message>
        <message>
            <source>Folders &amp;within folders, too</source>
            <translation>包含子文件夹(&amp;W)</translation>
        </message>
        <message>
            <source>Re&amp;place what is there already</source>
            <translation>替换已有文件(&amp;P)</translation>
        </message>
        <message>
            <source>No model for enlarging is installed.</source>
            <translation>尚未安装放大模型。</translation>
        </message>
        <message>
            <source>Choose a recipe.</source>
            <translation>请选择配方。</translation>
        </message>
        <message>
            <source>Choose a folder for the results.</source>
            <translation>请选择存放结果的文件夹。</translation>
        </message>
        <message>
            <source>Add pictures or folders.</source>
            <translation>请添加图像或文件夹。</translation>
        </message>
        <message>
            <source>Recipes</source>
            <translation>配方</translation>
        </message>
    </context>
    <context>
        <name>BatchTable</name>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>Drop pictures and folders here.</source>
            <translation>将图像和文件夹拖放到此处。</translation>
        </message>
    </context>
    <context>
        <name>Blend</name>
        <message>
            <source>Addition</source>
            <translation>线性减淡（添加）</translation>
        </message>
        <message>
            <source>Colour burn</source>
            <translation>颜色加深</translation>
        </message>
        <message>
            <source>Colour dodge</source>
            <translation>颜色减淡</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>Darken</source>
            <translation>变暗</translation>
        </message>
        <message>
            <source>Difference</source>
            <translation>差值</translation>
        </message>
        <message>
            <source>Hard light</source>
            <translation>强光</translation>
        </message>
        <message>
            <source>Hue</source>
            <translation>色相</translation>
        </message>
        <message>
            <source>Lighten</source>
            <translation>变亮</translation>
        </message>
        <message>
            <source>Luminosity</source>
            <translation>明度</translation>
        </message>
        <message>
            <source>Multiply</source>
            <translation>正片叠底</translation>
        </message>
        <message>
            <source>Normal</source>
            <translation>正常</translation>
        </message>
        <message>
            <source>Overlay</source>
            <translation>叠加</translation>
        </message>
        <message>
            <source>Saturation</source>
            <translation>饱和度</translation>
        </message>
        <message>
            <source>Screen</source>
            <translation>滤色</translation>
        </message>
        <message>
            <source>Soft light</source>
            <translation>柔光</translation>
        </message>
    </context>
    <context>
        <name>BrushBar</name>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
        <message>
            <source>Brush size ([ smaller, ] larger)</source>
            <translation>笔刷大小（[ 减小，] 增大）</translation>
        </message>
        <message>
            <source>Hardness of the rim (Shift+[ softer, Shift+] harder)</source>
            <translation>边缘硬度（Shift+[ 更柔，Shift+] 更硬）</translation>
        </message>
        <message>
            <source>Opacity of a whole stroke</source>
            <translation>整笔的不透明度</translation>
        </message>
        <message>
            <source>Add to the selection (Shift)</source>
            <translation>添加到选区 (Shift)</translation>
        </message>
        <message>
            <source>Flow of each dab: below 100 % a stroke builds up</source>
            <translation>每个笔触点的流量：低于 100 % 时笔画会逐渐累积</translation>
        </message>
        <message>
            <source>How far a colour may differ, 0 to 255</source>
            <translation>颜色允许相差多少（0 到 255）</translation>
        </message>
        <message>
            <source>Intersect (Shift+Alt)</source>
            <translation>与选区相交 (Shift+Alt)</translation>
        </message>
        <message>
            <source>Mirror above and below</source>
            <translation>上下对称</translation>
        </message>
        <message>
            <source>Mirror left and right</source>
            <translation>左右对称</translation>
        </message>
        <message>
            <source>More brush options</source>
            <translation>更多画笔选项</translation>
        </message>
        <message>
            <source>New selection</source>
            <translation>新选区</translation>
        </message>
        <message>
            <source>No smoothing</source>
            <translation>不平滑</translation>
        </message>
        <message>
            <source>Put the axes of symmetry in the middle</source>
            <translation>将对称轴置于中央</translation>
        </message>
        <message>
            <source>Stabiliser</source>
            <translation>稳定器</translation>
        </message>
        <message>
            <source>Subtract from it (Alt)</source>
            <translation>从选区减去 (Alt)</translation>
        </message>
        <message>
            <source>Tolerance</source>
            <translation>容差</translation>
        </message>
        <message>
            <source>Tool options</source>
            <translation>工具选项</translation>
        </message>
        <message>
            <source>Weighted</source>
            <translation>加权平滑</translation>
        </message>
    </context>
    <context>
        <name>Bubble</name>
        <message>
            <source>End the tour</source>
            <translation>结束导览</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>上一步</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>下一步</translation>
        </message>
    </context>
    <context>
        <name>Canvas</name>
        <message>
            <source>Canvas</source>
            <translation>画布</translation>
        </message>
    </context>
    <context>
        <name>CanvasDialog</name>
        <message>
            <source>Anchor</source>
            <translation>锚点</translation>
        </message>
        <message>
            <source>Bottom</source>
            <translation>下</translation>
        </message>
        <message>
            <source>Canvas size</source>
            <translation>画布大小</translation>
        </message>
        <message>
            <source>Left</source>
            <translation>左</translation>
        </message>
        <message>
            <source>Lower left</source>
            <translation>左下</translation>
        </message>
        <message>
            <source>Lower right</source>
            <translation>右下</translation>
        </message>
        <message>
            <source>Middle</source>
            <translation>中央</translation>
        </message>
        <message>
            <source>Right</source>
            <translation>右</translation>
        </message>
        <message>
            <source>Top</source>
            <translation>上</translation>
        </message>
        <message>
            <source>Upper left</source>
            <translation>左上</translation>
        </message>
        <message>
            <source>Upper right</source>
            <translation>右上</translation>
        </message>
    </context>
    <context>
        <name>Clipboard</name>
        <message>
            <source>Copying</source>
            <translation>正在复制</translation>
        </message>
        <message>
            <source>Pasted picture</source>
            <translation>粘贴的图片</translation>
        </message>
        <message>
            <source>There is nothing to copy on this layer.</source>
            <translation>此图层上没有可复制的内容。</translation>
        </message>
    </context>
    <context>
        <name>ColourButton</name>
        <message>
            <source>Brush colour</source>
            <translation>画笔颜色</translation>
        </message>
        <message>
            <source>Brush colour: click to choose (X swaps the two, D makes them black and white)</source>
            <translation>画笔颜色：点击选择（X 交换两色，D 恢复黑白）</translation>
        </message>
        <message>
            <source>Choose a colour</source>
            <translation>选择颜色</translation>
        </message>
    </context>
    <context>
        <name>ComponentsSection</name>
        <message>
            <source>A direction in which the generator’s pictures differ most; it has no name</source>
            <translation>生成器的图像差异最大的方向之一；它没有名称</translation>
        </message>
        <message>
            <source>Component {number}</source>
            <translation>主成分 {number}</translation>
        </message>
    </context>
    <context>
        <name>Room</name>
        <message>
            <source>The graphics memory was not enough; the processor goes on.</source>
            <translation>显存不足，已改用处理器继续计算。</translation>
        </message>
    </context>
    <context>
        <name>DataPage</name>
        <message>
            <source>Settings and kept work</source>
            <translation>设置与保存的工作</translation>
        </message>
        <message>
            <source>Models that you added</source>
            <translation>您添加的模型</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>All of it stays when the program is updated or removed.</source>
            <translation>更新或移除程序时，这些内容都会保留。</translation>
        </message>
        <message>
            <source>&amp;Reset all settings…</source>
            <translation>重置所有设置(&amp;R)…</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Show the folder: {name}</source>
            <translation>显示文件夹：{name}</translation>
        </message>
        <message>
            <source>Reset all settings</source>
            <translation>重置所有设置</translation>
        </message>
        <message>
            <source>Set everything in this dialog, the keys, the brushes and the places of the panels back to how they were in the beginning? Documents, models and kept work stay.</source>
            <translation>要把此对话框中的所有设置、按键、画笔和面板位置恢复到最初的状态吗？文档、模型和保存的工作会保留。</translation>
        </message>
    </context>
    <context>
        <name>DeblurPanel</name>
        <message>
            <source>No model for deblurring is installed. Download one, such as DeblurGAN-v2’s fpn_mobilenet.h5, and drop its file on the window.</source>
            <translation>尚未安装去模糊模型。请下载一个，例如 DeblurGAN-v2 的 fpn_mobilenet.h5，然后把文件拖到窗口上。</translation>
        </message>
    </context>
    <context>
        <name>EnlargerBox</name>
        <message>
            <source>Coachline upscaler</source>
            <translation>Coachline 放大</translation>
        </message>
    </context>
    <context>
        <name>ErrorDialog</name>
        <message>
            <source>Something went wrong</source>
            <translation>出了点问题</translation>
        </message>
        <message>
            <source>Coachline met an error that it does not know. Your work is kept for recovery: go on, or save it and start again. Please send these details with your report; they hold no picture, but may hold names of files.</source>
            <translation>Coachline 遇到了一个未知的错误。您的工作已保存一份以供恢复：可以继续，也可以保存后重新启动。报告问题时请附上这些详细信息；其中不含图像，但可能包含文件名。</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>详细信息</translation>
        </message>
        <message>
            <source>&amp;Copy the details</source>
            <translation>复制详细信息(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Go on</source>
            <translation>继续(&amp;G)</translation>
        </message>
    </context>
    <context>
        <name>ExportDialog</name>
        <message>
            <source>Made with models whose licence may forbid commercial use: {models}</source>
            <translation>使用了许可可能禁止商业用途的模型：{models}</translation>
        </message>
        <message>
            <source>8 bits a channel</source>
            <translation>每通道 8 位</translation>
        </message>
        <message>
            <source>16 bits a channel</source>
            <translation>每通道 16 位</translation>
        </message>
        <message>
            <source>16-bit floats (half), linear light</source>
            <translation>16 位浮点（半精度），线性光</translation>
        </message>
        <message>
            <source>32-bit floats, linear light</source>
            <translation>32 位浮点，线性光</translation>
        </message>
        <message>
            <source>Export picture</source>
            <translation>导出图片</translation>
        </message>
        <message>
            <source>&amp;Lossless</source>
            <translation>无损(&amp;L)</translation>
        </message>
        <message>
            <source>Keep the document's profile</source>
            <translation>保留文档的颜色配置文件</translation>
        </message>
        <message>
            <source>Convert to sRGB</source>
            <translation>转换为 sRGB</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>宽度</translation>
        </message>
        <message>
            <source>Height</source>
            <translation>高度</translation>
        </message>
        <message>
            <source>Keep the proportions</source>
            <translation>保持比例</translation>
        </message>
        <message>
            <source>&amp;Format</source>
            <translation>格式(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Depth</source>
            <translation>位深(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Quality</source>
            <translation>质量(&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Profile</source>
            <translation>配置文件(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Size</source>
            <translation>尺寸(&amp;S)</translation>
        </message>
        <message>
            <source>What the file does not keep</source>
            <translation>文件不会保留的内容</translation>
        </message>
        <message>
            <source>&amp;Export…</source>
            <translation>导出(&amp;E)…</translation>
        </message>
        <message>
            <source>{format} holds at most {limit} pixels a side, the picture has {side}. Choose another format or a smaller size.</source>
            <translation>{format} 每边最多 {limit} 像素，而图片有 {side} 像素。请选择其他格式或更小的尺寸。</translation>
        </message>
        <message>
            <source>This file keeps everything.</source>
            <translation>此文件会保留全部内容。</translation>
        </message>
        <message>
            <source>This file does not keep:</source>
            <translation>此文件不会保留：</translation>
        </message>
    </context>
    <context>
        <name>Files</name>
        <message>
            <source>Untitled</source>
            <translation>未命名</translation>
        </message>
        <message>
            <source>Paper</source>
            <translation>纸张</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>线条</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Projects and pictures</source>
            <translation>项目与图片</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>There is no picture on the clipboard.</source>
            <translation>剪贴板中没有图片。</translation>
        </message>
        <message>
            <source>Pasted picture</source>
            <translation>粘贴的图片</translation>
        </message>
        <message>
            <source>Save project</source>
            <translation>保存项目</translation>
        </message>
        <message>
            <source>Projects</source>
            <translation>项目</translation>
        </message>
        <message>
            <source>Saving {name}</source>
            <translation>正在保存 {name}</translation>
        </message>
        <message>
            <source>Export picture</source>
            <translation>导出图片</translation>
        </message>
        <message>
            <source>Exporting {name}</source>
            <translation>正在导出 {name}</translation>
        </message>
        <message>
            <source>Exported {name}.</source>
            <translation>已导出 {name}。</translation>
        </message>
        <message>
            <source>{name} exists already. Replace it?</source>
            <translation>{name} 已存在。要替换它吗？</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <source>{name} was saved by a newer Coachline and is read-only here: save your changes under another name.</source>
            <translation>{name} 由更新版本的 Coachline 保存，在此为只读：请用其他名称保存更改。</translation>
        </message>
        <message>
            <source>Opening {name}</source>
            <translation>正在打开 {name}</translation>
        </message>
        <message>
            <source>Looking for unsaved work</source>
            <translation>正在查找未保存的工作</translation>
        </message>
        <message>
            <source>Add as layers</source>
            <translation>添加为图层</translation>
        </message>
        <message>
            <source>Add as &amp;layers</source>
            <translation>添加为图层(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Open {name}</source>
            <translation>打开 {name}(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Cancel</source>
            <translation>取消(&amp;C)</translation>
        </message>
        <message>
            <source>This file is read-only here. Choose another name.</source>
            <translation>此文件在此为只读。请选择其他名称。</translation>
        </message>
        <message>
            <source>Looking at the picture</source>
            <translation>正在检查图片</translation>
        </message>
    </context>
    <context>
        <name>Frame</name>
        <message>
            <source>Tools</source>
            <translation>工具</translation>
        </message>
        <message>
            <source>As the &amp;system</source>
            <translation>跟随系统(&amp;S)</translation>
        </message>
        <message>
            <source>The engine starts …</source>
            <translation>引擎正在启动 …</translation>
        </message>
        <message>
            <source>Position</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>Document size</source>
            <translation>文档尺寸</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>缩放</translation>
        </message>
        <message>
            <source>Device and model</source>
            <translation>设备与模型</translation>
        </message>
        <message>
            <source>The language changes when the program starts next.</source>
            <translation>语言将在下次启动程序时更改。</translation>
        </message>
    </context>
    <context>
        <name>Gauge</name>
        <message>
            <source>Good fit: edits carry over well.</source>
            <translation>拟合良好：编辑能很好地带回原图。</translation>
        </message>
        <message>
            <source>Usable fit: shapes and paint carry over, details may not.</source>
            <translation>拟合可用：形状和车漆能带回原图，细节未必。</translation>
        </message>
        <message>
            <source>Poor fit: the generator cannot show this picture. Brushes and axes may not carry over. Select the car closely, or take more steps.</source>
            <translation>拟合较差：生成器无法呈现此图像，画笔和轴的效果可能带不回原图。请紧贴车辆选取，或增加步数。</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>Generator</source>
            <translation>生成器</translation>
        </message>
        <message>
            <source>Show the &amp;error</source>
            <translation>显示误差(&amp;E)</translation>
        </message>
        <message>
            <source>How far the generator’s picture is from yours: dark is equal, yellow a quarter of the range or more</source>
            <translation>生成器的图像与您的图像相差多少：黑色为相同，黄色为相差四分之一量程或更多</translation>
        </message>
        <message>
            <source>{psnr} dB, {steps} steps</source>
            <translation>{psnr} dB，{steps} 步</translation>
        </message>
        <message>
            <source>Peak signal-to-noise ratio of the generator’s picture, at its size</source>
            <translation>生成器图像的峰值信噪比，按其自身尺寸计算</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>误差</translation>
        </message>
    </context>
    <context>
        <name>Generating</name>
        <message>
            <source>Variant {number}</source>
            <translation>方案 {number}</translation>
        </message>
        <message>
            <source>Painting</source>
            <translation>正在绘制</translation>
        </message>
        <message>
            <source>Painted, seed {seed}</source>
            <translation>成图，种子 {seed}</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>预览</translation>
        </message>
    </context>
    <context>
        <name>Gestures</name>
        <message>
            <source>Move the view</source>
            <translation>移动视图</translation>
        </message>
        <message>
            <source>Space+drag, middle button+drag, two fingers</source>
            <translation>空格+拖动、中键+拖动、双指</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>缩放</translation>
        </message>
        <message>
            <source>Wheel, Ctrl+wheel, Ctrl+Space+drag, pinch</source>
            <translation>滚轮、Ctrl+滚轮、Ctrl+空格+拖动、捏合</translation>
        </message>
        <message>
            <source>Turn the view</source>
            <translation>旋转视图</translation>
        </message>
        <message>
            <source>Shift+Space+drag</source>
            <translation>Shift+空格+拖动</translation>
        </message>
        <message>
            <source>Pick a colour while painting</source>
            <translation>绘画时拾取颜色</translation>
        </message>
        <message>
            <source>Alt+click</source>
            <translation>Alt+单击</translation>
        </message>
        <message>
            <source>Use a tool for a moment</source>
            <translation>临时使用工具</translation>
        </message>
        <message>
            <source>Hold its key</source>
            <translation>按住其按键</translation>
        </message>
        <message>
            <source>Add to, take from, cut with the selection</source>
            <translation>加入、减去、相交选区</translation>
        </message>
        <message>
            <source>Shift, Alt, Shift+Alt while selecting</source>
            <translation>选择时按 Shift、Alt、Shift+Alt</translation>
        </message>
        <message>
            <source>Ctrl+Alt+drag</source>
            <translation>Ctrl+Alt+拖动</translation>
        </message>
        <message>
            <source>Shift+click; Shift+drag</source>
            <translation>Shift+单击；Shift+拖动</translation>
        </message>
        <message>
            <source>Size and hardness of the brush</source>
            <translation>画笔的大小与硬度</translation>
        </message>
        <message>
            <source>Straight line from the last point; level or upright line</source>
            <translation>从上一点画直线；水平或垂直线</translation>
        </message>
        <message>
            <source>Choose a part while labels are painted</source>
            <translation>绘制标签时选择部件</translation>
        </message>
        <message>
            <source>1 to 9 and 0; Shift+1 to Shift+8</source>
            <translation>1 到 9 和 0；Shift+1 到 Shift+8</translation>
        </message>
    </context>
    <context>
        <name>GuideDialog</name>
        <message>
            <source>Guide</source>
            <translation>使用指南</translation>
        </message>
        <message>
            <source>Search the guide</source>
            <translation>搜索指南</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>页面列表</translation>
        </message>
        <message>
            <source>Page</source>
            <translation>页面</translation>
        </message>
    </context>
    <context>
        <name>Helping</name>
        <message>
            <source>Opening {name}</source>
            <translation>正在打开 {name}</translation>
        </message>
    </context>
    <context>
        <name>Hints</name>
        <message>
            <source>Drag: move the layer · Shift: straight · arrows: by a pixel, with Shift by ten</source>
            <translation>拖动：移动图层 · Shift：沿直线 · 方向键：移动一像素，加 Shift 移动十像素</translation>
        </message>
        <message>
            <source>Handles: scale, with Shift in proportion, with Alt about the middle · outside: turn · Enter: apply · Esc: discard</source>
            <translation>控制点：缩放，Shift 保持比例，Alt 以中心缩放 · 框外：旋转 · 回车：应用 · Esc：放弃</translation>
        </message>
        <message>
            <source>Drag: frame · Shift: square · Enter or double click: crop · Esc: discard</source>
            <translation>拖动：裁剪框 · Shift：正方形 · 回车或双击：裁剪 · Esc：放弃</translation>
        </message>
        <message>
            <source>Drag: erase · Shift+click: line from the last point · Shift+drag: level or upright · Ctrl+Alt+drag: size and hardness</source>
            <translation>拖动：擦除 · Shift+单击：从上一点擦直线 · Shift+拖动：水平或垂直 · Ctrl+Alt+拖动：大小与硬度</translation>
        </message>
        <message>
            <source>Drag: paint · Shift+click: line from the last point · Shift+drag: level or upright · Ctrl+Alt+drag: size and hardness · Alt+click: take a colour</source>
            <translation>拖动：绘画 · Shift+单击：从上一点画直线 · Shift+拖动：水平或垂直 · Ctrl+Alt+拖动：大小与硬度 · Alt+单击：拾取颜色</translation>
        </message>
        <message>
            <source>Click or drag: take the colour for the brush</source>
            <translation>单击或拖动：拾取画笔颜色</translation>
        </message>
        <message>
            <source>Click: select this part · Shift: add · Alt: subtract · both: intersect</source>
            <translation>单击：选择此部件 · Shift：添加 · Alt：减去 · 两者：相交</translation>
        </message>
        <message>
            <source>Click: fill what has this colour · Alt+click: take a colour</source>
            <translation>单击：填充此颜色的区域 · Alt+单击：拾取颜色</translation>
        </message>
        <message>
            <source>Click: select this colour · Shift: add · Alt: subtract · both: intersect</source>
            <translation>单击：选择此颜色 · Shift：添加 · Alt：减去 · 两者：相交</translation>
        </message>
        <message>
            <source>Click: set a corner · Enter, double click or the first corner: close · Backspace: take one back · Esc: give up</source>
            <translation>单击：设置角点 · Enter、双击或单击第一个角点：闭合 · Backspace：撤回一个 · Esc：放弃</translation>
        </message>
        <message>
            <source>Drag: draw around what is filled · Alt+click: take a colour</source>
            <translation>拖动：圈出要填充的区域 · Alt+单击：取色</translation>
        </message>
        <message>
            <source>Click: set a corner · Enter, double click or the first corner: fill · Backspace: take one back · Esc: give up · Alt+click: take a colour</source>
            <translation>单击：设置顶点 · 回车、双击或第一个顶点：填充 · 退格：撤回一个 · Esc：放弃 · Alt+单击：取色</translation>
        </message>
        <message>
            <source>Drag: draw around · Shift: add · Alt: subtract · both: intersect</source>
            <translation>拖动：圈选 · Shift：添加 · Alt：减去 · 两者：相交</translation>
        </message>
        <message>
            <source>Drag: paint the selection · Alt: take away · Shift+Alt: intersect</source>
            <translation>拖动：涂抹选区 · Alt：减去 · Shift+Alt：相交</translation>
        </message>
        <message>
            <source>Drag: select · Shift: add · Alt: subtract · both: intersect · pressed while dragging: Shift: square, Alt: from the middle, Space: move</source>
            <translation>拖动：选择 · Shift：添加 · Alt：减去 · 两者：相交 · 拖动时按下 Shift：正方形，Alt：从中心，空格：移动</translation>
        </message>
        <message>
            <source>Drag: move the view · Ctrl: zoom · Shift: turn · wheel: zoom</source>
            <translation>拖动：移动视图 · Ctrl：缩放 · Shift：旋转 · 滚轮：缩放</translation>
        </message>
        <message>
            <source>Drag: ask for this colour here · Alt+click: take a colour · [ ]: size</source>
            <translation>拖动：要求此处为此颜色 · Alt+单击：取色 · [ ]：大小</translation>
        </message>
        <message>
            <source>Drag: ask for a contour about here; it need not match to the pixel · [ ]: size</source>
            <translation>拖动：要求此处附近有轮廓，不必精确到像素 · [ ]：大小</translation>
        </message>
        <message>
            <source>Drag: take back what was asked for here · [ ]: size</source>
            <translation>拖动：收回此处所提要求 · [ ]：大小</translation>
        </message>
        <message>
            <source>Drag: let the edit show here · [ ]: size</source>
            <translation>拖动：让编辑在此显示 · [ ]：大小</translation>
        </message>
        <message>
            <source>Drag: keep the original here · [ ]: size</source>
            <translation>拖动：在此保留原图 · [ ]：大小</translation>
        </message>
        <message>
            <source>Drag: what is in the square shall go there · [ ]: size of the square</source>
            <translation>拖动：方块中的内容移到那里 · [ ]：方块大小</translation>
        </message>
    </context>
    <context>
        <name>History</name>
        <message>
            <source>{step}, now</source>
            <translation>{step}，当前</translation>
        </message>
        <message>
            <source>{step}, undone</source>
            <translation>{step}，已撤销</translation>
        </message>
        <message>
            <source>Older steps are forgotten</source>
            <translation>更早的步骤已不保留</translation>
        </message>
        <message>
            <source>Opened</source>
            <translation>打开</translation>
        </message>
    </context>
    <context>
        <name>HistoryPanel</name>
        <message>
            <source>History</source>
            <translation>历史记录</translation>
        </message>
        <message>
            <source>Memory that undo holds beyond the layers. The most is set in the settings.</source>
            <translation>撤销在图层之外占用的内存。上限在设置中调整。</translation>
        </message>
        <message>
            <source>{steps} steps · {used} of {budget} MB</source>
            <translation>{steps} 步 · 已用 {used} MB，上限 {budget} MB</translation>
        </message>
    </context>
    <context>
        <name>ImageDialog</name>
        <message>
            <source>&amp;Keep the proportions</source>
            <translation>保持比例(&amp;K)</translation>
        </message>
        <message>
            <source>Image size</source>
            <translation>图像大小</translation>
        </message>
    </context>
    <context>
        <name>InpaintPanel</name>
        <message>
            <source>Apply as a layer</source>
            <translation>应用为图层</translation>
        </message>
        <message>
            <source>Fill</source>
            <translation>填补</translation>
        </message>
        <message>
            <source>Fill each time the selection changes</source>
            <translation>每次选区改变时都填补</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>The same seed gives the same filling; 0 is the likeliest</source>
            <translation>相同的种子得到相同的填补；0 为最可能的结果</translation>
        </message>
        <message>
            <source>Nothing is selected yet. Brush over what shall disappear, draw around it, or choose a part.</source>
            <translation>尚未选择任何内容。请用画笔涂抹要去除的部分，将其圈出，或选择一个部件。</translation>
        </message>
        <message>
            <source>What is selected is filled: {width} × {height} px.</source>
            <translation>将填补选区：{width} × {height} 像素。</translation>
        </message>
        <message>
            <source>&amp;Live preview</source>
            <translation>实时预览(&amp;L)</translation>
        </message>
        <message>
            <source>By how many pixels</source>
            <translation>像素数</translation>
        </message>
        <message>
            <source>&amp;Grow</source>
            <translation>扩展(&amp;G)</translation>
        </message>
        <message>
            <source>Sh&amp;rink</source>
            <translation>收缩(&amp;R)</translation>
        </message>
        <message>
            <source>Add every piece of a part, as the labels tell</source>
            <translation>按标签图把某个部件的所有区域加入选区</translation>
        </message>
        <message>
            <source>White is filled; the picture must have the document’s size</source>
            <translation>白色部分将被填补；图像尺寸须与文档一致</translation>
        </message>
        <message>
            <source>Keep this selection, or take one that was kept</source>
            <translation>存储当前选区，或取用已存储的选区</translation>
        </message>
        <message>
            <source>&amp;Outpaint…</source>
            <translation>外扩绘制(&amp;O)…</translation>
        </message>
        <message>
            <source>Enlarge the canvas and fill what is new</source>
            <translation>扩大画布并填补新增部分</translation>
        </message>
        <message>
            <source>wheel</source>
            <translation>车轮</translation>
        </message>
        <message>
            <source>Metho&amp;d</source>
            <translation>方法(&amp;D)</translation>
        </message>
        <message>
            <source>Feather</source>
            <translation>羽化</translation>
        </message>
        <message>
            <source>All of a part</source>
            <translation>某部件全部</translation>
        </message>
        <message>
            <source>Mas&amp;k from a file…</source>
            <translation>从文件读取蒙版(&amp;K)…</translation>
        </message>
        <message>
            <source>Saved…</source>
            <translation>已存储…</translation>
        </message>
        <message>
            <source>Follow the la&amp;bels</source>
            <translation>遵循标签(&amp;B)</translation>
        </message>
        <message>
            <source>What the labels tell in the hole shall be there: change them first</source>
            <translation>空洞中将出现标签所标明的内容：请先修改标签</translation>
        </message>
        <message>
            <source>Follow the l&amp;ines</source>
            <translation>遵循线条(&amp;I)</translation>
        </message>
        <message>
            <source>What is drawn in the hole shall be there; lines are no part of the picture</source>
            <translation>空洞中将出现所画的内容；线条不再算作图像的一部分</translation>
        </message>
    </context>
    <context>
        <name>InpaintRoom</name>
        <message>
            <source>Opening {name}</source>
            <translation>正在打开 {name}</translation>
        </message>
        <message>
            <source>Mask from a file</source>
            <translation>从文件读取蒙版</translation>
        </message>
        <message>
            <source>Filled, seed {seed}</source>
            <translation>填补，种子 {seed}</translation>
        </message>
    </context>
    <context>
        <name>JobBar</name>
        <message>
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <source>Stop (Esc)</source>
            <translation>停止 (Esc)</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>{seconds} s left</source>
            <translation>剩余 {seconds} 秒</translation>
        </message>
        <message>
            <source>{minutes} min left</source>
            <translation>剩余 {minutes} 分钟</translation>
        </message>
    </context>
    <context>
        <name>KeysPage</name>
        <message>
            <source>Search: a command or a key</source>
            <translation>搜索：命令或按键</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>Keys</source>
            <translation>按键</translation>
        </message>
        <message>
            <source>New key</source>
            <translation>新按键</translation>
        </message>
        <message>
            <source>&amp;Assign</source>
            <translation>指定(&amp;A)</translation>
        </message>
        <message>
            <source>Give the command this key in place of its keys</source>
            <translation>用此按键取代该命令的按键</translation>
        </message>
        <message>
            <source>A&amp;dd</source>
            <translation>添加(&amp;D)</translation>
        </message>
        <message>
            <source>Give the command this key beside its keys</source>
            <translation>在该命令的按键之外再加此按键</translation>
        </message>
        <message>
            <source>&amp;No key</source>
            <translation>不用按键(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Reset</source>
            <translation>重置(&amp;R)</translation>
        </message>
        <message>
            <source>Give the command the keys of the profile</source>
            <translation>恢复该命令在方案中的按键</translation>
        </message>
        <message>
            <source>Reset a&amp;ll</source>
            <translation>全部重置(&amp;L)</translation>
        </message>
        <message>
            <source>New &amp;key</source>
            <translation>新按键(&amp;K)</translation>
        </message>
        <message>
            <source>With the pointer</source>
            <translation>指针操作</translation>
        </message>
        <message>
            <source>{key} also means: {commands}</source>
            <translation>{key} 还用于：{commands}</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>{key} is “{command}” now; that loses the key.</source>
            <translation>{key} 目前是“{command}”；它将失去此按键。</translation>
        </message>
    </context>
    <context>
        <name>LabelDialog</name>
        <message>
            <source>Parts in {name}</source>
            <translation>{name} 中的部件</translation>
        </message>
        <message>
            <source>don’t know</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>占比</translation>
        </message>
        <message>
            <source>Part</source>
            <translation>部件</translation>
        </message>
        <message>
            <source>Part of the chosen rows</source>
            <translation>所选行的部件</translation>
        </message>
        <message>
            <source>Choose a part</source>
            <translation>选择部件</translation>
        </message>
        <message>
            <source>The chosen rows &amp;are</source>
            <translation>所选行是(&amp;A)</translation>
        </message>
        <message>
            <source>Layer of the Cryptomatte</source>
            <translation>Cryptomatte 的图层</translation>
        </message>
        <message>
            <source>(nothing)</source>
            <translation>（无）</translation>
        </message>
        <message>
            <source>{part} – not assigned yet</source>
            <translation>{part} – 尚未指定</translation>
        </message>
        <message>
            <source>{unsaid} of {count} are not known yet. Choose rows and say which part they are; the others stay “don’t know”. The answers are remembered for files like this.</source>
            <translation>{count} 项中有 {unsaid} 项尚未指定。请选择行并指明是哪个部件；其余保持“未知”。这些回答会为同类文件记住。</translation>
        </message>
        <message>
            <source>All {count} are known. Change what is wrong.</source>
            <translation>全部 {count} 项均已知。请修改有误之处。</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>编号</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>Object</source>
            <translation>对象</translation>
        </message>
    </context>
    <context>
        <name>LabelFiles</name>
        <message>
            <source>Import labels or an ID pass</source>
            <translation>导入标签或 ID 通道</translation>
        </message>
        <message>
            <source>Opening {name}</source>
            <translation>正在打开 {name}</translation>
        </message>
        <message>
            <source>Keeping what the colours are</source>
            <translation>正在记住各颜色的部件</translation>
        </message>
        <message>
            <source>Export labels</source>
            <translation>导出标签</translation>
        </message>
        <message>
            <source>Exporting {name}</source>
            <translation>正在导出 {name}</translation>
        </message>
        <message>
            <source>Exported {name}.</source>
            <translation>已导出 {name}。</translation>
        </message>
    </context>
    <context>
        <name>LatentBrushes</name>
        <message>
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>Contour</source>
            <translation>轮廓</translation>
        </message>
        <message>
            <source>Warp</source>
            <translation>变形</translation>
        </message>
        <message>
            <source>Eraser</source>
            <translation>橡皮擦</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>How much the brushed colours count</source>
            <translation>所画颜色的权重</translation>
        </message>
        <message>
            <source>Contours</source>
            <translation>轮廓</translation>
        </message>
        <message>
            <source>How much the drawn contours count</source>
            <translation>所画轮廓的权重</translation>
        </message>
        <message>
            <source>Warps</source>
            <translation>变形</translation>
        </message>
        <message>
            <source>How much the dragged squares count</source>
            <translation>所拖方块的权重</translation>
        </message>
        <message>
            <source>Stay near</source>
            <translation>贴近原样</translation>
        </message>
        <message>
            <source>How much the car stays as it was where nothing is asked</source>
            <translation>没有要求之处车辆保持原样的程度</translation>
        </message>
        <message>
            <source>Show candidates</source>
            <translation>显示候选</translation>
        </message>
        <message>
            <source>Candidates</source>
            <translation>候选</translation>
        </message>
        <message>
            <source>{share} % of the brushed colours reached.</source>
            <translation>所画颜色已达到 {share} %。</translation>
        </message>
        <message>
            <source>{share} % of the drawn contours found.</source>
            <translation>所画轮廓已出现 {share} %。</translation>
        </message>
        <message>
            <source>Candidate {number}</source>
            <translation>候选 {number}</translation>
        </message>
    </context>
    <context>
        <name>LatentMoves</name>
        <message>
            <source>Brush something first: candidates are ways to meet what you ask for.</source>
            <translation>请先涂画：候选是满足您所提要求的不同方式。</translation>
        </message>
        <message>
            <source>Projecting the second picture</source>
            <translation>正在投影第二幅图像</translation>
        </message>
    </context>
    <context>
        <name>LatentPanel</name>
        <message>
            <source>Encoder, then optimise</source>
            <translation>先编码，再优化</translation>
        </message>
        <message>
            <source>Encoder alone</source>
            <translation>仅编码</translation>
        </message>
        <message>
            <source>Optimise alone</source>
            <translation>仅优化</translation>
        </message>
        <message>
            <source>Show here</source>
            <translation>在此显示</translation>
        </message>
        <message>
            <source>Hide here</source>
            <translation>在此隐藏</translation>
        </message>
        <message>
            <source>Apply as a layer</source>
            <translation>应用为图层</translation>
        </message>
        <message>
            <source>Show in full</source>
            <translation>显示完整效果</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>Project this picture</source>
            <translation>投影此图像</translation>
        </message>
        <message>
            <source>Add a model …</source>
            <translation>添加模型…</translation>
        </message>
        <message>
            <source>How it is projected</source>
            <translation>投影方式</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>步数</translation>
        </message>
        <message>
            <source>More steps fit better and take longer</source>
            <translation>步数越多拟合越好，用时也越长</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>C&amp;lass</source>
            <translation>类别(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>模型(&amp;M)</translation>
        </message>
        <message>
            <source>Me&amp;thod</source>
            <translation>方法(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Steps</source>
            <translation>步数(&amp;S)</translation>
        </message>
        <message>
            <source>Brushes</source>
            <translation>画笔</translation>
        </message>
        <message>
            <source>Start and result</source>
            <translation>起点与结果</translation>
        </message>
        <message>
            <source>Axes</source>
            <translation>轴</translation>
        </message>
        <message>
            <source>Principal components</source>
            <translation>主成分</translation>
        </message>
        <message>
            <source>Style mixing</source>
            <translation>风格混合</translation>
        </message>
        <message>
            <source>Random cars</source>
            <translation>随机车辆</translation>
        </message>
        <message>
            <source>Influence</source>
            <translation>影响范围</translation>
        </message>
        <message>
            <source>0 is the start, 100 the result</source>
            <translation>0 为起点，100 为结果</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>&amp;Play</source>
            <translation>播放(&amp;P)</translation>
        </message>
        <message>
            <source>Go to and fro between start and result</source>
            <translation>在起点与结果之间来回播放</translation>
        </message>
        <message>
            <source>Fi&amp;x</source>
            <translation>固定(&amp;X)</translation>
        </message>
        <message>
            <source>Show where the edit &amp;acts</source>
            <translation>显示编辑起作用之处(&amp;A)</translation>
        </message>
        <message>
            <source>Blue over the picture; everywhere else the original stays as it is</source>
            <translation>以蓝色覆盖显示；其余各处原图保持不变</translation>
        </message>
        <message>
            <source>As it was computed</source>
            <translation>恢复计算结果</translation>
        </message>
        <message>
            <source>Take back what you painted of the influence</source>
            <translation>收回您对影响范围的涂改</translation>
        </message>
        <message>
            <source>No generator is installed. Add one, such as a StyleGAN2 of cars, by dropping its file on the window.</source>
            <translation>没有安装生成器。请将一个生成器（例如车辆的 StyleGAN2）的文件拖放到窗口上来添加。</translation>
        </message>
        <message>
            <source>Finds the generator’s car that is most like your selection.</source>
            <translation>找出生成器中与所选部分最相像的车。</translation>
        </message>
        <message>
            <source>Finds the generator’s car that is most like your picture. Select the car closely where it does not fill the picture.</source>
            <translation>找出生成器中与您的图像最相像的车。若车辆没有占满画面，请紧贴车辆选取。</translation>
        </message>
    </context>
    <context>
        <name>LatentPicture</name>
        <message>
            <source>Latent edit</source>
            <translation>潜空间编辑</translation>
        </message>
    </context>
    <context>
        <name>LatentRoom</name>
        <message>
            <source>Project the picture first.</source>
            <translation>请先投影图像。</translation>
        </message>
        <message>
            <source>This edit is a layer already.</source>
            <translation>此编辑已是图层。</translation>
        </message>
        <message>
            <source>The generator that this was projected with has been removed. Add it again, or project with another.</source>
            <translation>投影时所用的生成器已被移除。请重新添加它，或用另一个生成器投影。</translation>
        </message>
        <message>
            <source>The page has another size now. Project the picture again.</source>
            <translation>页面尺寸已改变。请重新投影图像。</translation>
        </message>
        <message>
            <source>The picture has changed since it was projected. What changed does not show where the edit does; project it again to edit what you see.</source>
            <translation>图像在投影之后有改动。编辑显示之处看不到这些改动；若要编辑所见图像，请重新投影。</translation>
        </message>
        <message>
            <source>Projecting</source>
            <translation>正在投影</translation>
        </message>
        <message>
            <source>Looking for candidates</source>
            <translation>正在寻找候选</translation>
        </message>
        <message>
            <source>Making up cars</source>
            <translation>正在生成随机车辆</translation>
        </message>
        <message>
            <source>Editing the original</source>
            <translation>正在编辑原图</translation>
        </message>
        <message>
            <source>Nothing is edited yet: brush, or move an axis.</source>
            <translation>尚未编辑：请涂画，或移动一个轴。</translation>
        </message>
    </context>
    <context>
        <name>LayerTree</name>
        <message>
            <source>Made with {model}, seed {seed}</source>
            <translation>由 {model} 生成，种子 {seed}</translation>
        </message>
        <message>
            <source>group</source>
            <translation>组</translation>
        </message>
        <message>
            <source>hidden</source>
            <translation>隐藏</translation>
        </message>
        <message>
            <source>locked</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <source>visible</source>
            <translation>可见</translation>
        </message>
        <message>
            <source>with a mask</source>
            <translation>带蒙版</translation>
        </message>
    </context>
    <context>
        <name>Layering</name>
        <message>
            <source>Group {number}</source>
            <translation>组 {number}</translation>
        </message>
        <message>
            <source>Labels {number}</source>
            <translation>标签 {number}</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>图像</translation>
        </message>
        <message>
            <source>Layer {number}</source>
            <translation>图层 {number}</translation>
        </message>
        <message>
            <source>{name} copy</source>
            <translation>{name} 副本</translation>
        </message>
        <message>
            <source>Colour hints</source>
            <translation>色彩提示</translation>
        </message>
    </context>
    <context>
        <name>LayersPanel</name>
        <message>
            <source>Pass through</source>
            <translation>穿透</translation>
        </message>
        <message>
            <source>Blend mode</source>
            <translation>混合模式</translation>
        </message>
        <message>
            <source>How the layer mixes with what is below</source>
            <translation>图层与下方内容的混合方式</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>图层</translation>
        </message>
        <message>
            <source>Opacity</source>
            <translation>不透明度</translation>
        </message>
        <message>
            <source>How much of the layer shows</source>
            <translation>图层的显示程度</translation>
        </message>
    </context>
    <context>
        <name>Leaving</name>
        <message>
            <source>Unsaved work</source>
            <translation>未保存的内容</translation>
        </message>
        <message>
            <source>Save the changes of “{name}”?</source>
            <translation>要保存对“{name}”的更改吗？</translation>
        </message>
        <message>
            <source>They are lost if you do not save them.</source>
            <translation>如果不保存，更改将会丢失。</translation>
        </message>
        <message>
            <source>Give up the edit that is not applied?</source>
            <translation>要放弃尚未应用的编辑吗？</translation>
        </message>
        <message>
            <source>It is lost: only Apply (Enter) makes a layer of it, which is saved.</source>
            <translation>它将会丢失：只有“应用”（Enter）才会把它变成图层并随文件保存。</translation>
        </message>
    </context>
    <context>
        <name>Losses</name>
        <message>
            <source>Layers and masks: the file holds one flat picture.</source>
            <translation>图层和蒙版：文件只含一张合并的图片。</translation>
        </message>
        <message>
            <source>What layers are (lines, labels, hints), how they were made, and selections.</source>
            <translation>图层的类型（线稿、标签、提示）、生成方式以及选区。</translation>
        </message>
        <message>
            <source>Transparency: the picture is laid on white.</source>
            <translation>透明度：图片会铺在白色背景上。</translation>
        </message>
        <message>
            <source>Light below black and above white: it is cut, highlights become flat.</source>
            <translation>低于黑和高于白的亮度：会被截去，高光变平。</translation>
        </message>
        <message>
            <source>The full colour depth: fine gradients may show steps.</source>
            <translation>完整的颜色深度：细腻的渐变可能出现色阶。</translation>
        </message>
        <message>
            <source>Exact pixels: they change a little each time such a file is written.</source>
            <translation>精确的像素：每次写入这种文件时都会略有变化。</translation>
        </message>
        <message>
            <source>The size: pixels are computed anew.</source>
            <translation>尺寸：像素会重新计算。</translation>
        </message>
        <message>
            <source>The colour profile: colours are converted to sRGB.</source>
            <translation>颜色配置文件：颜色会转换为 sRGB。</translation>
        </message>
        <message>
            <source>What the camera told (EXIF).</source>
            <translation>相机信息（EXIF）。</translation>
        </message>
        <message>
            <source>Some of what the camera told (EXIF): film speed, flash, maker's notes.</source>
            <translation>部分相机信息（EXIF）：感光度、闪光灯、厂商注释。</translation>
        </message>
        <message>
            <source>The print resolution (pixels an inch).</source>
            <translation>打印分辨率（每英寸像素数）。</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>&amp;Undo: {step}</source>
            <translation>撤销：{step}(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>撤销(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Redo: {step}</source>
            <translation>重做：{step}(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>重做(&amp;R)</translation>
        </message>
        <message>
            <source>Sketch</source>
            <translation>草图</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>图层</translation>
        </message>
        <message>
            <source>History</source>
            <translation>历史记录</translation>
        </message>
    </context>
    <context>
        <name>_LabelField</name>
        <message>
            <source>don’t know</source>
            <translation>未知</translation>
        </message>
    </context>
    <context>
        <name>MappingDialog</name>
        <message>
            <source>Labels of {model}</source>
            <translation>{model} 的标签</translation>
        </message>
        <message>
            <source>{model} was trained with {count} labels of its own, numbered 0 to {last}. Say which of them each part is; parts without one count as “don’t know”. It is asked once and remembered.</source>
            <translation>{model} 用其自己的 {count} 个标签训练，编号为 0 到 {last}。请指明每个部件是其中哪一个；没有对应标签的部件视为“未知”。只询问一次并会记住。</translation>
        </message>
        <message>
            <source>Part</source>
            <translation>部件</translation>
        </message>
        <message>
            <source>The model’s label</source>
            <translation>模型的标签</translation>
        </message>
        <message>
            <source>{source} has as many: its names are shown.</source>
            <translation>{source} 的标签数与此相同，故显示其名称。</translation>
        </message>
    </context>
    <context>
        <name>Menus</name>
        <message>
            <source>&amp;Picture</source>
            <translation>图像(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Transform</source>
            <translation>变换(&amp;T)</translation>
        </message>
        <message>
            <source>Mas&amp;k</source>
            <translation>蒙版(&amp;K)</translation>
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
            <source>&amp;Layer</source>
            <translation>图层(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Sketch</source>
            <translation>草图(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;Tools</source>
            <translation>工具(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>Pa&amp;nels</source>
            <translation>面板(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Theme</source>
            <translation>主题(&amp;T)</translation>
        </message>
        <message>
            <source>Lan&amp;guage</source>
            <translation>语言(&amp;G)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Samples</source>
            <translation>示例(&amp;S)</translation>
        </message>
        <message>
            <source>Sele&amp;ct</source>
            <translation>选择(&amp;C)</translation>
        </message>
        <message>
            <source>Open &amp;recent</source>
            <translation>打开最近的文件(&amp;R)</translation>
        </message>
        <message>
            <source>L&amp;atent</source>
            <translation>潜空间(&amp;A)</translation>
        </message>
        <message>
            <source>Se&amp;mantic</source>
            <translation>语义(&amp;M)</translation>
        </message>
    </context>
    <context>
        <name>MessageBar</name>
        <message>
            <source>Copy the message</source>
            <translation>复制消息</translation>
        </message>
        <message>
            <source>Close the message</source>
            <translation>关闭消息</translation>
        </message>
    </context>
    <context>
        <name>MethodBox</name>
        <message>
            <source>Method</source>
            <translation>方法</translation>
        </message>
    </context>
    <context>
        <name>MixingSection</name>
        <message>
            <source>&amp;Coarse</source>
            <translation>粗(&amp;C)</translation>
        </message>
        <message>
            <source>M&amp;iddle</source>
            <translation>中(&amp;I)</translation>
        </message>
        <message>
            <source>&amp;Fine</source>
            <translation>细(&amp;F)</translation>
        </message>
        <message>
            <source>No second picture</source>
            <translation>没有第二幅图像</translation>
        </message>
        <message>
            <source>Take some of another car’s shape or finish; or drop a picture here</source>
            <translation>取用另一辆车的部分造型或饰面；也可将图像拖放到此处</translation>
        </message>
        <message>
            <source>Without a second picture</source>
            <translation>不用第二幅图像</translation>
        </message>
        <message>
            <source>Shape, pose and proportions from the second picture</source>
            <translation>取第二幅图像的造型、姿态和比例</translation>
        </message>
        <message>
            <source>Features such as lamps and windows from the second picture</source>
            <translation>取第二幅图像的车灯、车窗等特征</translation>
        </message>
        <message>
            <source>Colours and finish from the second picture</source>
            <translation>取第二幅图像的颜色和饰面</translation>
        </message>
    </context>
    <context>
        <name>ModelBox</name>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>{name}, version {version}, licence {licence}</source>
            <translation>{name}，版本 {version}，许可证 {licence}</translation>
        </message>
        <message>
            <source>None installed</source>
            <translation>未安装</translation>
        </message>
    </context>
    <context>
        <name>Models</name>
        <message>
            <source>Looking at the models</source>
            <translation>正在查看模型</translation>
        </message>
        <message>
            <source>Removing {name}</source>
            <translation>正在删除 {name}</translation>
        </message>
        <message>
            <source>Saving the choice</source>
            <translation>正在保存选择</translation>
        </message>
        <message>
            <source>Verifying {name}</source>
            <translation>正在校验 {name}</translation>
        </message>
    </context>
    <context>
        <name>ModelsDialog</name>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Search names, families and licences</source>
            <translation>搜索名称、类别和许可证</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Tool</source>
            <translation>工具</translation>
        </message>
        <message>
            <source>&amp;Free for commercial use</source>
            <translation>可用于商业用途(&amp;F)</translation>
        </message>
        <message>
            <source>Leave out licences that forbid it, and those that nobody told</source>
            <translation>不显示禁止商用以及未注明许可证的模型</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Family</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Sizes</source>
            <translation>尺寸</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Installed models</source>
            <translation>已安装的模型</translation>
        </message>
        <message>
            <source>&amp;Add …</source>
            <translation>添加(&amp;A)…</translation>
        </message>
        <message>
            <source>Make &amp;default</source>
            <translation>设为默认(&amp;D)</translation>
        </message>
        <message>
            <source>The tool takes this model if none is named</source>
            <translation>未指定模型时，工具使用此模型</translation>
        </message>
        <message>
            <source>&amp;Verify</source>
            <translation>校验(&amp;V)</translation>
        </message>
        <message>
            <source>Compare the weights with their SHA-256</source>
            <translation>将权重与其 SHA-256 比对</translation>
        </message>
        <message>
            <source>&amp;Remove</source>
            <translation>删除(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>关闭(&amp;C)</translation>
        </message>
        <message>
            <source>All tools</source>
            <translation>所有工具</translation>
        </message>
        <message>
            <source>{name} (default)</source>
            <translation>{name}（默认）</translation>
        </message>
        <message>
            <source>No model fits. Change the filter, or add one.</source>
            <translation>没有符合条件的模型。请更改筛选条件，或添加一个。</translation>
        </message>
        <message>
            <source>any size</source>
            <translation>任意尺寸</translation>
        </message>
        <message>
            <source>multiples of {n}</source>
            <translation>{n} 的倍数</translation>
        </message>
        <message>
            <source>Models that came with the program cannot be removed</source>
            <translation>随程序提供的模型不能删除</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Options</source>
            <translation>选项</translation>
        </message>
        <message>
            <source>Attributes</source>
            <translation>属性</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>Add a model</source>
            <translation>添加模型</translation>
        </message>
        <message>
            <source>Checkpoints</source>
            <translation>模型文件</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <source>{name} was added. It reads styles for its authors’ models in {tool}.</source>
            <translation>已添加 {name}。它在“{tool}”中为同一作者的模型读取风格。</translation>
        </message>
        <message>
            <source>{name} was added. Make it the default, and “Lines from picture” uses it.</source>
            <translation>已添加 {name}。将其设为默认后，“从图片提取线条”就会使用它。</translation>
        </message>
        <message>
            <source>{name} was added. You find it in {tool}.</source>
            <translation>已添加 {name}。可在“{tool}”中使用。</translation>
        </message>
        <message>
            <source>{name}: the weights are those of the card.</source>
            <translation>{name}：权重与记录一致。</translation>
        </message>
        <message>
            <source>Remove the model “{name}” from this computer? Pictures that were made with it stay; they cannot be made again without it.</source>
            <translation>要从这台电脑中删除模型“{name}”吗？用它生成的图片会保留，但没有它就无法重新生成。</translation>
        </message>
        <message>
            <source>Remove model</source>
            <translation>删除模型</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>删除</translation>
        </message>
    </context>
    <context>
        <name>NewDialog</name>
        <message>
            <source>Sketch, 4:3</source>
            <translation>草图，4:3</translation>
        </message>
        <message>
            <source>Side view, 2:1</source>
            <translation>侧视图，2:1</translation>
        </message>
        <message>
            <source>Full HD, 16:9</source>
            <translation>全高清，16:9</translation>
        </message>
        <message>
            <source>A4 across, 150 dpi</source>
            <translation>A4 横向，150 dpi</translation>
        </message>
        <message>
            <source>A3 across, 150 dpi</source>
            <translation>A3 横向，150 dpi</translation>
        </message>
        <message>
            <source>4K, 16:9</source>
            <translation>4K，16:9</translation>
        </message>
        <message>
            <source>New document</source>
            <translation>新建文档</translation>
        </message>
        <message>
            <source>Own size</source>
            <translation>自定义尺寸</translation>
        </message>
        <message>
            <source>&amp;Format</source>
            <translation>规格(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Width</source>
            <translation>宽度(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Height</source>
            <translation>高度(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Create</source>
            <translation>创建(&amp;C)</translation>
        </message>
    </context>
    <context>
        <name>Notes</name>
        <message>
            <source>adjustment and fill layers</source>
            <translation>调整图层和填充图层</translation>
        </message>
        <message>
            <source>blend modes that Coachline does not have</source>
            <translation>Coachline 没有的混合模式</translation>
        </message>
        <message>
            <source>clipping of layers to others</source>
            <translation>图层剪贴</translation>
        </message>
        <message>
            <source>masks and full depth of layers that another program changed</source>
            <translation>被其他程序改动的图层的蒙版和完整位深</translation>
        </message>
        <message>
            <source>layer effects</source>
            <translation>图层效果</translation>
        </message>
        <message>
            <source>texts, shapes and smart objects (they are pixels now)</source>
            <translation>文字、形状和智能对象（现为像素）</translation>
        </message>
        <message>
            <source>vector masks</source>
            <translation>矢量蒙版</translation>
        </message>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>{name} holds what is not kept here: {things}.</source>
            <translation>{name} 中有此处无法保留的内容：{things}。</translation>
        </message>
    </context>
    <context>
        <name>OutpaintDialog</name>
        <message>
            <source>Outpaint</source>
            <translation>外扩绘制</translation>
        </message>
        <message>
            <source>Pixels</source>
            <translation>像素</translation>
        </message>
        <message>
            <source>&amp;Unit</source>
            <translation>单位(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Left</source>
            <translation>左(&amp;L)</translation>
        </message>
        <message>
            <source>Say on which sides the picture shall go on.</source>
            <translation>请指定图像向哪些方向延伸。</translation>
        </message>
        <message>
            <source>Percent</source>
            <translation>百分比</translation>
        </message>
        <message>
            <source>&amp;Top</source>
            <translation>上(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Right</source>
            <translation>右(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Bottom</source>
            <translation>下(&amp;B)</translation>
        </message>
        <message>
            <source>A picture holds at most {most} million pixels. Make it smaller.</source>
            <translation>图像最多容纳 {most} 百万像素。请减小尺寸。</translation>
        </message>
        <message>
            <source>{width} × {height} pixels, before {old_width} × {old_height}</source>
            <translation>{width} × {height} 像素，原为 {old_width} × {old_height}</translation>
        </message>
    </context>
    <context>
        <name>PartPalette</name>
        <message>
            <source>don’t know</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Don’t know (eraser)</source>
            <translation>未知（橡皮擦）</translation>
        </message>
    </context>
    <context>
        <name>PartStyle</name>
        <message>
            <source>All parts in one style</source>
            <translation>所有部件同一风格</translation>
        </message>
        <message>
            <source>Take the style of some parts from another picture; or drop one here</source>
            <translation>从另一张图片获取部分部件的风格；也可将图片拖放到此处</translation>
        </message>
        <message>
            <source>Back to one style for all parts</source>
            <translation>恢复为统一风格</translation>
        </message>
        <message>
            <source>Which parts take the style of this picture</source>
            <translation>哪些部件采用此图片的风格</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>Parts: {parts}</source>
            <translation>部件：{parts}</translation>
        </message>
    </context>
    <context>
        <name>PicturePanel</name>
        <message>
            <source>Apply as a layer</source>
            <translation>应用为图层</translation>
        </message>
        <message>
            <source>Generate</source>
            <translation>生成</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>模型(&amp;M)</translation>
        </message>
        <message>
            <source>Add a model …</source>
            <translation>添加模型…</translation>
        </message>
        <message>
            <source>Works on the selection.</source>
            <translation>作用于选区。</translation>
        </message>
        <message>
            <source>Works on the whole picture. Select a part to change that alone.</source>
            <translation>作用于整张图片。选中一部分，即可只改变该部分。</translation>
        </message>
    </context>
    <context>
        <name>PictureRoom</name>
        <message>
            <source>Translating</source>
            <translation>正在转换</translation>
        </message>
        <message>
            <source>Translated, {model}</source>
            <translation>转换，{model}</translation>
        </message>
        <message>
            <source>Deblurring</source>
            <translation>正在去模糊</translation>
        </message>
        <message>
            <source>Deblurred, {model}</source>
            <translation>去模糊，{model}</translation>
        </message>
    </context>
    <context>
        <name>Pointer</name>
        <message>
            <source>The layer “{name}” is hidden. Show it to draw on it.</source>
            <translation>图层“{name}”已隐藏。请先显示它再绘制。</translation>
        </message>
        <message>
            <source>The layer “{name}” is locked. Unlock it to draw on it.</source>
            <translation>图层“{name}”已锁定。请先解锁再绘制。</translation>
        </message>
        <message>
            <source>There is no layer to draw on. Add one first.</source>
            <translation>没有可绘制的图层。请先新建一个图层。</translation>
        </message>
        <message>
            <source>“{name}” is a group. Choose a layer in it to draw on.</source>
            <translation>“{name}”是图层组。请选择其中的一个图层来绘画。</translation>
        </message>
    </context>
    <context>
        <name>RecoveryDialog</name>
        <message>
            <source>Recover work</source>
            <translation>恢复工作</translation>
        </message>
        <message>
            <source>Coachline did not end in good order. This work was kept and is not saved in a file of yours:</source>
            <translation>Coachline 上次未正常结束。以下工作已被保留，但尚未保存到您的文件中：</translation>
        </message>
        <message>
            <source>Work that was kept</source>
            <translation>被保留的工作</translation>
        </message>
        <message>
            <source>&amp;Restore</source>
            <translation>恢复(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Discard…</source>
            <translation>丢弃(&amp;D)…</translation>
        </message>
        <message>
            <source>&amp;Keep for later</source>
            <translation>以后再说(&amp;K)</translation>
        </message>
        <message>
            <source>Throw the kept work of “{name}” away? It cannot be brought back.</source>
            <translation>要丢弃“{name}”被保留的工作吗？此操作无法撤销。</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>丢弃</translation>
        </message>
        <message>
            <source>Damaged project</source>
            <translation>项目已损坏</translation>
        </message>
        <message>
            <source>A copy was kept on {time}.</source>
            <translation>{time} 保留了一份副本。</translation>
        </message>
        <message>
            <source>&amp;Open the copy</source>
            <translation>打开副本(&amp;O)</translation>
        </message>
    </context>
    <context>
        <name>Rerunning</name>
        <message>
            <source>Painting</source>
            <translation>正在绘制</translation>
        </message>
    </context>
    <context>
        <name>Samples</name>
        <message>
            <source>Draw on it and roll the dice: the car is painted as you go.</source>
            <translation>在上面画几笔，掷一掷骰子：车会随之上色。</translation>
        </message>
        <message>
            <source>Saloon</source>
            <translation>三厢轿车</translation>
        </message>
        <message>
            <source>Fastback</source>
            <translation>溜背车</translation>
        </message>
        <message>
            <source>Estate</source>
            <translation>旅行车</translation>
        </message>
        <message>
            <source>Off roader</source>
            <translation>越野车</translation>
        </message>
        <message>
            <source>Parts of a car</source>
            <translation>汽车的部件</translation>
        </message>
        <message>
            <source>Paint glass, lamps or tyres elsewhere, then the car.</source>
            <translation>把玻璃、车灯或轮胎画到别处，再生成整车。</translation>
        </message>
        <message>
            <source>Render of a coupé</source>
            <translation>轿跑车渲染图</translation>
        </message>
        <message>
            <source>Select the badge or a handle and let paint close over it.</source>
            <translation>选中车标或门把手，让车漆把它填平。</translation>
        </message>
        <message>
            <source>Small picture</source>
            <translation>小图</translation>
        </message>
        <message>
            <source>Enlarge it four times and compare before and after.</source>
            <translation>放大四倍，比较前后效果。</translation>
        </message>
        <message>
            <source>Render of an estate</source>
            <translation>旅行车渲染图</translation>
        </message>
        <message>
            <source>Find it among the cars that can be generated; pull at it.</source>
            <translation>在可生成的汽车中找到它，再拉动它的形状。</translation>
        </message>
    </context>
    <context>
        <name>SamplesSection</name>
        <message>
            <source>Towards the average car: less of what is unusual</source>
            <translation>趋向平均车型：减少异常之处</translation>
        </message>
        <message>
            <source>Truncation</source>
            <translation>截断</translation>
        </message>
        <message>
            <source>Random cars</source>
            <translation>随机车辆</translation>
        </message>
        <message>
            <source>Show cars that the generator makes up; a click takes one</source>
            <translation>显示生成器随机生成的车；单击即取用</translation>
        </message>
        <message>
            <source>Car {number}</source>
            <translation>车辆 {number}</translation>
        </message>
    </context>
    <context>
        <name>Seeds</name>
        <message>
            <source>S&amp;eed</source>
            <translation>种子(&amp;E)</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>Number of variants</source>
            <translation>方案数量</translation>
        </message>
        <message>
            <source>Show variants</source>
            <translation>显示多个方案</translation>
        </message>
    </context>
    <context>
        <name>Selecting</name>
        <message>
            <source>Nothing is selected. Select something first.</source>
            <translation>没有选区。请先选择。</translation>
        </message>
        <message>
            <source>There are no labels that tell the parts. Read them from the picture in Semantic, or paint a label map.</source>
            <translation>没有标明部件的标签图。请在“语义”中从图像读取，或绘制一张标签图。</translation>
        </message>
        <message>
            <source>Working</source>
            <translation>正在处理</translation>
        </message>
    </context>
    <context>
        <name>SelectionsDialog</name>
        <message>
            <source>&amp;Add</source>
            <translation>添加(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>关闭(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>删除(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;From a picture…</source>
            <translation>从图片载入(&amp;F)…</translation>
        </message>
        <message>
            <source>&amp;Intersect</source>
            <translation>相交(&amp;I)</translation>
        </message>
        <message>
            <source>&amp;Load</source>
            <translation>载入(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Rename</source>
            <translation>重命名(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Save the selection</source>
            <translation>存储选区(&amp;S)</translation>
        </message>
        <message>
            <source>&amp;To a picture…</source>
            <translation>存为图片(&amp;T)…</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>No selection is saved yet. Select something and press “Save the selection”.</source>
            <translation>尚未存储选区。请先选择，然后按“存储选区”。</translation>
        </message>
        <message>
            <source>Opening {name}</source>
            <translation>正在打开 {name}</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>S&amp;ubtract</source>
            <translation>减去(&amp;U)</translation>
        </message>
        <message>
            <source>Save the selection</source>
            <translation>存储选区</translation>
        </message>
        <message>
            <source>Saved selections</source>
            <translation>已存储的选区</translation>
        </message>
        <message>
            <source>Saving {name}</source>
            <translation>正在保存 {name}</translation>
        </message>
        <message>
            <source>Selection from a picture</source>
            <translation>从图片载入选区</translation>
        </message>
        <message>
            <source>Selection to a picture</source>
            <translation>将选区存为图片</translation>
        </message>
        <message>
            <source>Selection {number}</source>
            <translation>选区 {number}</translation>
        </message>
    </context>
    <context>
        <name>SemanticPanel</name>
        <message>
            <source>Apply as a layer</source>
            <translation>应用为图层</translation>
        </message>
        <message>
            <source>Generate</source>
            <translation>生成</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>The same seed gives the same picture. With a style, 0 takes it as it is.</source>
            <translation>相同的种子得到相同的图片。选择风格图片时，0 表示完全按照该风格。</translation>
        </message>
        <message>
            <source>New label map</source>
            <translation>新建标签图</translation>
        </message>
        <message>
            <source>From picture</source>
            <translation>由图像得到</translation>
        </message>
        <message>
            <source>Import …</source>
            <translation>导入…</translation>
        </message>
        <message>
            <source>Export …</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Labels show</source>
            <translation>标签可见度</translation>
        </message>
        <message>
            <source>How strongly the labels lie over the picture</source>
            <translation>标签覆盖在图像上的强度</translation>
        </message>
        <message>
            <source>&amp;Keep the picture</source>
            <translation>保留图像(&amp;K)</translation>
        </message>
        <message>
            <source>The labels are those of the picture: only where they change it is painted anew, in its own style</source>
            <translation>这些标签属于该图像：只有标签改变之处会按图像自身的风格重新绘制</translation>
        </message>
        <message>
            <source>Part that goes</source>
            <translation>被替换的部件</translation>
        </message>
        <message>
            <source>Part that takes its place</source>
            <translation>用于替换的部件</translation>
        </message>
        <message>
            <source>don’t know</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <source>One part by another: in all the labels, or where is selected</source>
            <translation>用一个部件替换另一个：在整张标签图中，或仅在选区内</translation>
        </message>
        <message>
            <source>Follow the l&amp;ines, too</source>
            <translation>同时遵循线条(&amp;I)</translation>
        </message>
        <message>
            <source>Lines that are visible go with the labels</source>
            <translation>可见的线条与标签一起生效</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>模型(&amp;M)</translation>
        </message>
        <message>
            <source>Assign labels …</source>
            <translation>指定标签…</translation>
        </message>
        <message>
            <source>Say which of the model's labels each part is</source>
            <translation>指明每个部件是模型的哪个标签</translation>
        </message>
        <message>
            <source>Paint with parts, and the picture follows. Begin with an empty map, let the parts of the picture be found, or import a label map or ID pass.</source>
            <translation>用部件作画，图像随之生成。可从空白标签图开始、由图像识别部件，或导入标签图或 ID 通道。</translation>
        </message>
        <message>
            <source>Style of the picture</source>
            <translation>图像自身的风格</translation>
        </message>
        <message>
            <source>Random style</source>
            <translation>随机风格</translation>
        </message>
        <message>
            <source>They &amp;fit now</source>
            <translation>现已相符(&amp;F)</translation>
        </message>
        <message>
            <source>You corrected labels: they are those of the picture, nothing is painted</source>
            <translation>您修正了标签：它们属于该图像，不会绘制任何内容</translation>
        </message>
    </context>
    <context>
        <name>SemanticRoom</name>
        <message>
            <source>Looking at the model’s labels</source>
            <translation>正在查看模型的标签</translation>
        </message>
        <message>
            <source>This model knows the parts as they are: there is nothing to assign.</source>
            <translation>该模型直接认识这些部件：无需指定。</translation>
        </message>
        <message>
            <source>Keeping what the labels are</source>
            <translation>正在记住标签的对应关系</translation>
        </message>
    </context>
    <context>
        <name>Settings</name>
        <message>
            <source>Brush size</source>
            <translation>画笔大小</translation>
        </message>
        <message>
            <source>Eraser size</source>
            <translation>橡皮擦大小</translation>
        </message>
        <message>
            <source>Hardness</source>
            <translation>硬度</translation>
        </message>
        <message>
            <source>Opacity</source>
            <translation>不透明度</translation>
        </message>
        <message>
            <source>Pen pressure sets the size</source>
            <translation>笔压控制大小</translation>
        </message>
        <message>
            <source>Pen pressure sets the opacity</source>
            <translation>笔压控制不透明度</translation>
        </message>
        <message>
            <source>Colour</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>Second colour</source>
            <translation>第二颜色</translation>
        </message>
        <message>
            <source>Live preview</source>
            <translation>实时预览</translation>
        </message>
        <message>
            <source>View</source>
            <translation>视图</translation>
        </message>
        <message>
            <source>View of tools that change a picture</source>
            <translation>修改图像的工具的视图</translation>
        </message>
        <message>
            <source>Variants</source>
            <translation>方案</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Width</source>
            <translation>宽度</translation>
        </message>
        <message>
            <source>Height</source>
            <translation>高度</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Offer the tour</source>
            <translation>提供导览</translation>
        </message>
        <message>
            <source>Last folder</source>
            <translation>上次使用的文件夹</translation>
        </message>
        <message>
            <source>Window place</source>
            <translation>窗口位置</translation>
        </message>
        <message>
            <source>Panel places</source>
            <translation>面板位置</translation>
        </message>
        <message>
            <source>Brush smoothing</source>
            <translation>笔画平滑</translation>
        </message>
        <message>
            <source>Brush spacing</source>
            <translation>笔触间距</translation>
        </message>
        <message>
            <source>Colour tolerance</source>
            <translation>颜色容差</translation>
        </message>
        <message>
            <source>Colours of all layers count</source>
            <translation>按所有图层的颜色判断</translation>
        </message>
        <message>
            <source>Fill a pixel further, under the lines</source>
            <translation>向线条下方多填充一个像素</translation>
        </message>
        <message>
            <source>Fill what hangs together only</source>
            <translation>仅填充相连的区域</translation>
        </message>
        <message>
            <source>Flow</source>
            <translation>流量</translation>
        </message>
        <message>
            <source>Pen pressure, firm to soft</source>
            <translation>笔压：由硬到软</translation>
        </message>
        <message>
            <source>Pick colours from the layer alone</source>
            <translation>仅从当前图层拾取颜色</translation>
        </message>
        <message>
            <source>Smoothing distance</source>
            <translation>平滑距离</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>The fastest device</source>
            <translation>最快的设备</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>NVIDIA graphics card</source>
            <translation>NVIDIA 显卡</translation>
        </message>
        <message>
            <source>The language changes when the program starts next.</source>
            <translation>语言在下次启动程序时更改。</translation>
        </message>
        <message>
            <source>Memory for undo</source>
            <translation>撤销可用的内存</translation>
        </message>
        <message>
            <source>What the steps hold beyond the layers. The oldest steps go first.</source>
            <translation>各步骤在图层之外占用的内存。最早的步骤最先舍去。</translation>
        </message>
        <message>
            <source>Save for recovery after</source>
            <translation>自动保存间隔</translation>
        </message>
        <message>
            <source>Compute on</source>
            <translation>计算设备</translation>
        </message>
        <message>
            <source>Changes when the program starts next.</source>
            <translation>下次启动程序时更改。</translation>
        </message>
        <message>
            <source>Keys as in</source>
            <translation>按键方案</translation>
        </message>
        <message>
            <source>Keys of one’s own</source>
            <translation>自定按键</translation>
        </message>
        <message>
            <source>Detail</source>
            <translation>细节</translation>
        </message>
        <message>
            <source>Batch output folder</source>
            <translation>批处理输出文件夹</translation>
        </message>
        <message>
            <source>Export format</source>
            <translation>导出格式</translation>
        </message>
        <message>
            <source>Export quality</source>
            <translation>导出质量</translation>
        </message>
        <message>
            <source>Semantic model</source>
            <translation>语义模型</translation>
        </message>
        <message>
            <source>Mask brush size</source>
            <translation>蒙版画笔大小</translation>
        </message>
        <message>
            <source>Grow and feather the hole by</source>
            <translation>扩展与羽化的像素数</translation>
        </message>
        <message>
            <source>Live inpainting preview</source>
            <translation>修补实时预览</translation>
        </message>
        <message>
            <source>Inpainting method</source>
            <translation>修补方法</translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>&amp;General</source>
            <translation>常规(&amp;G)</translation>
        </message>
        <message>
            <source>&amp;Pen</source>
            <translation>压感笔(&amp;P)</translation>
        </message>
        <message>
            <source>&amp;Keys</source>
            <translation>按键(&amp;K)</translation>
        </message>
        <message>
            <source>Your &amp;data</source>
            <translation>您的数据(&amp;D)</translation>
        </message>
    </context>
    <context>
        <name>Sheet</name>
        <message>
            <source>Draw on the left: the picture appears here.</source>
            <translation>在左侧绘制，成图会出现在这里。</translation>
        </message>
        <message>
            <source>Preview …</source>
            <translation>预览 …</translation>
        </message>
        <message>
            <source>Picture</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>预览</translation>
        </message>
        <message>
            <source>Drawing</source>
            <translation>线稿</translation>
        </message>
        <message>
            <source>Before: as it was opened</source>
            <translation>之前：打开时的样子</translation>
        </message>
    </context>
    <context>
        <name>SizeRule</name>
        <message>
            <source>2 times</source>
            <translation>2 倍</translation>
        </message>
        <message>
            <source>3 times</source>
            <translation>3 倍</translation>
        </message>
        <message>
            <source>4 times</source>
            <translation>4 倍</translation>
        </message>
        <message>
            <source>Exact width</source>
            <translation>精确宽度</translation>
        </message>
        <message>
            <source>Exact height</source>
            <translation>精确高度</translation>
        </message>
        <message>
            <source>Exact longest side</source>
            <translation>精确长边</translation>
        </message>
        <message>
            <source>Longest side at least</source>
            <translation>长边至少</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>尺寸</translation>
        </message>
        <message>
            <source>Pixels</source>
            <translation>像素</translation>
        </message>
    </context>
    <context>
        <name>SketchPanel</name>
        <message>
            <source>Lines from picture</source>
            <translation>从图片提取线条</translation>
        </message>
        <message>
            <source>The same seed gives the same picture. With a style, 0 takes it as it is.</source>
            <translation>相同的种子得到相同的图片。选择风格图片时，0 表示完全按照该风格。</translation>
        </message>
        <message>
            <source>Decide by itself</source>
            <translation>自动判断</translation>
        </message>
        <message>
            <source>Dark on light</source>
            <translation>浅底深线</translation>
        </message>
        <message>
            <source>Light on dark</source>
            <translation>深底浅线</translation>
        </message>
        <message>
            <source>Whether the drawing's lines are dark or light</source>
            <translation>线稿的线条是深色还是浅色</translation>
        </message>
        <message>
            <source>L&amp;ines</source>
            <translation>线条(&amp;I)</translation>
        </message>
        <message>
            <source>Colour &amp;hints</source>
            <translation>色彩提示(&amp;H)</translation>
        </message>
        <message>
            <source>Brush rough colours on a layer of their own; the picture takes them up</source>
            <translation>在单独的图层上粗略涂色，成图会采用这些颜色</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>模型(&amp;M)</translation>
        </message>
        <message>
            <source>Apply as a layer</source>
            <translation>应用为图层</translation>
        </message>
        <message>
            <source>Generate</source>
            <translation>生成</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
    </context>
    <context>
        <name>SketchRoom</name>
        <message>
            <source>The lines are a layer of their own. The picture is hidden: it is no part of the drawing.</source>
            <translation>线条已成为单独的图层。图片已隐藏，不再属于线稿。</translation>
        </message>
    </context>
    <context>
        <name>StartPage</name>
        <message>
            <source>Draw a car; see it painted while you draw.</source>
            <translation>画一辆车，边画边看到成图。</translation>
        </message>
        <message>
            <source>Or try a tool</source>
            <translation>或试试某个工具</translation>
        </message>
        <message>
            <source>New drawing</source>
            <translation>新建线稿</translation>
        </message>
        <message>
            <source>Open a file …</source>
            <translation>打开文件 …</translation>
        </message>
        <message>
            <source>New here? A tour shows the tools in five minutes.</source>
            <translation>第一次使用？五分钟导览带您认识各个工具。</translation>
        </message>
        <message>
            <source>Take the &amp;tour</source>
            <translation>开始导览(&amp;T)</translation>
        </message>
        <message>
            <source>Do not offer the tour any more</source>
            <translation>不再提供导览</translation>
        </message>
        <message>
            <source>Computes on: {device}</source>
            <translation>计算设备：{device}</translation>
        </message>
        <message>
            <source>You can also drop a drawing, a photo or a project here, or paste a picture.</source>
            <translation>也可以把线稿、照片或项目拖到这里，或粘贴图片。</translation>
        </message>
        <message>
            <source>Open again</source>
            <translation>再次打开</translation>
        </message>
    </context>
    <context>
        <name>StyleMenu</name>
        <message>
            <source>From a &amp;file …</source>
            <translation>来自文件(&amp;F)…</translation>
        </message>
        <message>
            <source>The picture that is &amp;open</source>
            <translation>当前打开的图片(&amp;O)</translation>
        </message>
        <message>
            <source>What is visible, without lines, labels and hints</source>
            <translation>可见的内容，不含线条、标签和颜色提示</translation>
        </message>
        <message>
            <source>Gallery of styles</source>
            <translation>风格图库</translation>
        </message>
        <message>
            <source>Style {number}</source>
            <translation>风格 {number}</translation>
        </message>
    </context>
    <context>
        <name>StylePicture</name>
        <message>
            <source>Style picture</source>
            <translation>风格图片</translation>
        </message>
        <message>
            <source>Reading the style</source>
            <translation>正在读取风格</translation>
        </message>
    </context>
    <context>
        <name>StyleWell</name>
        <message>
            <source>From a picture</source>
            <translation>选择图片</translation>
        </message>
        <message>
            <source>Take paint, light and backdrop from a picture; or drop one here</source>
            <translation>从图片获取车漆、光线与背景；也可将图片拖到这里</translation>
        </message>
        <message>
            <source>Back to a random style</source>
            <translation>恢复随机风格</translation>
        </message>
        <message>
            <source>Random style</source>
            <translation>随机风格</translation>
        </message>
    </context>
    <context>
        <name>Swatch</name>
        <message>
            <source>Click to choose another colour</source>
            <translation>单击选择其他颜色</translation>
        </message>
        <message>
            <source>Choose a colour</source>
            <translation>选择颜色</translation>
        </message>
    </context>
    <context>
        <name>Tasks</name>
        <message>
            <source>Parts of drawings</source>
            <translation>线稿部件</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Sketch</source>
            <translation>草图</translation>
        </message>
        <message>
            <source>Semantic</source>
            <translation>语义</translation>
        </message>
        <message>
            <source>Inpaint</source>
            <translation>修补</translation>
        </message>
        <message>
            <source>Upscale</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Latent</source>
            <translation>潜空间</translation>
        </message>
        <message>
            <source>Translate</source>
            <translation>转换</translation>
        </message>
        <message>
            <source>Deblur</source>
            <translation>去模糊</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>提取线条</translation>
        </message>
        <message>
            <source>Latents of pictures</source>
            <translation>图像的潜向量</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Parts of pictures</source>
            <translation>图片部件</translation>
        </message>
        <message>
            <source>Styles for Semantic</source>
            <translation>语义工具的风格</translation>
        </message>
    </context>
    <context>
        <name>Tour</name>
        <message>
            <source>Open the sample drawing with a click, or begin one with “New drawing”. Any drawing or picture of your own can be dropped here as well.</source>
            <translation>点击打开示例线稿，或用“新建线稿”开始。您自己的任何线稿或图片也可以拖到这里。</translation>
        </message>
        <message>
            <source>Draw on the left: B is the brush, E the eraser, [ and ] change the size. The picture on the right follows every stroke. Ctrl+Z takes back.</source>
            <translation>在左侧绘制：B 是画笔，E 是橡皮擦，[ 和 ] 改变大小。右侧的图像跟随每一笔。Ctrl+Z 撤销。</translation>
        </message>
        <message>
            <source>Paint, light and backdrop come from a style: drop any picture here, or roll the dice for another one.</source>
            <translation>车漆、光线和背景来自风格：把任意图片拖到这里，或掷骰子换一种。</translation>
        </message>
        <message>
            <source>Tick this and dab a colour on the bonnet: the whole car takes it.</source>
            <translation>勾选此项，在引擎盖上点一笔颜色：整辆车都会采用它。</translation>
        </message>
        <message>
            <source>Enter keeps the preview as a layer, Esc drops it. The layer remembers how it was made, so that it can be made again when the drawing has changed.</source>
            <translation>Enter 把预览保留为图层，Esc 放弃。图层会记住它的生成方式，线稿改动后可以重新生成。</translation>
        </message>
        <message>
            <source>The other tools are tabs of this panel: paint by parts, close holes, enlarge, pull at shapes. Each works within the selection, if there is one.</source>
            <translation>其他工具是此面板的标签页：用部件作画、填补空洞、放大、拉动形状。若有选区，它们都只在选区内工作。</translation>
        </message>
        <message>
            <source>Ctrl+S saves the project with all layers, File ▸ Export writes a picture. Shift+? lists all keys; the Help menu has the guide, and this tour again.</source>
            <translation>Ctrl+S 保存包含所有图层的项目，“文件 ▸ 导出”写出图像。Shift+? 列出所有按键；“帮助”菜单中有使用指南，也可重新开始导览。</translation>
        </message>
    </context>
    <context>
        <name>Tracing</name>
        <message>
            <source>Drawing lines</source>
            <translation>正在绘制线条</translation>
        </message>
        <message>
            <source>Lines from picture</source>
            <translation>由图像得到线条</translation>
        </message>
        <message>
            <source>Finding the parts</source>
            <translation>正在识别部件</translation>
        </message>
        <message>
            <source>Labels from picture</source>
            <translation>由图像得到标签</translation>
        </message>
    </context>
    <context>
        <name>TranslatePanel</name>
        <message>
            <source>Seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>0 leaves the model’s noise off, if it has any</source>
            <translation>0 表示关闭模型的噪声（若有）</translation>
        </message>
        <message>
            <source>about {side} × {side} px</source>
            <translation>约 {side} × {side} 像素</translation>
        </message>
        <message>
            <source>Size that the model sees</source>
            <translation>模型所见的尺寸</translation>
        </message>
        <message>
            <source>Such models were mostly trained at 256 px; larger shows more, smaller shapes</source>
            <translation>此类模型大多以 256 像素训练；尺寸越大，形状越多也越细小</translation>
        </message>
        <message>
            <source>Attributes</source>
            <translation>属性</translation>
        </message>
        <message>
            <source>S&amp;eed</source>
            <translation>种子(&amp;E)</translation>
        </message>
        <message>
            <source>Model &amp;sees</source>
            <translation>模型所见(&amp;S)</translation>
        </message>
        <message>
            <source>No model for translating is installed. Download one, such as a CycleGAN or a StarGAN, and drop its file on the window.</source>
            <translation>尚未安装转换模型。请下载一个，例如 CycleGAN 或 StarGAN，然后把文件拖到窗口上。</translation>
        </message>
        <message>
            <source>Attribute {number}</source>
            <translation>属性 {number}</translation>
        </message>
    </context>
    <context>
        <name>UpscalePanel</name>
        <message>
            <source>Enlarge the document</source>
            <translation>放大文档</translation>
        </message>
        <message>
            <source>Preview a part</source>
            <translation>预览局部</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>Preview a part to see before and after. Nothing is changed by it.</source>
            <translation>预览局部以比较前后效果，不会改动任何内容。</translation>
        </message>
        <message>
            <source>Enhance at its size</source>
            <translation>原尺寸增强</translation>
        </message>
        <message>
            <source>Enlarge all layers, or sharpen what is selected as a new layer</source>
            <translation>放大所有图层，或将所选部分锐化为新图层</translation>
        </message>
        <message>
            <source>&amp;What</source>
            <translation>操作(&amp;W)</translation>
        </message>
        <message>
            <source>Si&amp;ze</source>
            <translation>尺寸(&amp;Z)</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>模型(&amp;M)</translation>
        </message>
        <message>
            <source>De&amp;tail</source>
            <translation>细节(&amp;T)</translation>
        </message>
        <message>
            <source>0 is most faithful; more invents detail that looks sharp but may not be true</source>
            <translation>0 最忠实；越大细节越锐利，但可能并不真实</translation>
        </message>
        <message>
            <source>Add a model …</source>
            <translation>添加模型…</translation>
        </message>
        <message>
            <source>E&amp;xport enlarged…</source>
            <translation>放大并导出(&amp;X)…</translation>
        </message>
        <message>
            <source>Write the picture enlarged to a file; the document stays as it is</source>
            <translation>将放大后的图像写入文件；文档保持不变</translation>
        </message>
        <message>
            <source>&amp;Batch…</source>
            <translation>批处理(&amp;B)…</translation>
        </message>
        <message>
            <source>Enlarge many files or whole folders</source>
            <translation>放大多个文件或整个文件夹</translation>
        </message>
        <message>
            <source>No model for enlarging is installed. Download one, such as Real-ESRGAN’s realesr-general-x4v3.pth, and drop its file on the window.</source>
            <translation>尚未安装放大模型。请下载一个，例如 Real-ESRGAN 的 realesr-general-x4v3.pth，并将文件拖放到窗口中。</translation>
        </message>
        <message>
            <source>Sharpens the selection as a new layer.</source>
            <translation>将所选部分锐化为新图层。</translation>
        </message>
        <message>
            <source>Sharpens the whole picture as a new layer. Select a part for less.</source>
            <translation>将整幅图像锐化为新图层。选择局部可只处理该部分。</translation>
        </message>
        <message>
            <source>{width} × {height} px become {new_width} × {new_height} px.</source>
            <translation>{width} × {height} 像素变为 {new_width} × {new_height} 像素。</translation>
        </message>
        <message>
            <source>That is smaller.</source>
            <translation>这比现在小。</translation>
        </message>
        <message>
            <source>Enhance</source>
            <translation>增强</translation>
        </message>
    </context>
    <context>
        <name>UpscaleRoom</name>
        <message>
            <source>Previewing a part</source>
            <translation>正在预览局部</translation>
        </message>
        <message>
            <source>Enhancing</source>
            <translation>正在增强</translation>
        </message>
        <message>
            <source>Enhanced</source>
            <translation>已增强</translation>
        </message>
        <message>
            <source>Export enlarged</source>
            <translation>放大并导出</translation>
        </message>
        <message>
            <source>Exporting {name}</source>
            <translation>正在导出 {name}</translation>
        </message>
        <message>
            <source>Exporting enlarged</source>
            <translation>正在放大并导出</translation>
        </message>
        <message>
            <source>Exported {name}.</source>
            <translation>已导出 {name}。</translation>
        </message>
        <message>
            <source>The document has that size already.</source>
            <translation>文档已经是该尺寸。</translation>
        </message>
    </context>
    <context>
        <name>VariantStrip</name>
        <message>
            <source>Variants</source>
            <translation>方案</translation>
        </message>
        <message>
            <source>Seed {seed}</source>
            <translation>种子 {seed}</translation>
        </message>
    </context>
    <context>
        <name>ViewRow</name>
        <message>
            <source>&amp;Live preview</source>
            <translation>实时预览(&amp;L)</translation>
        </message>
        <message>
            <source>Paint a preview after each stroke</source>
            <translation>边画边更新预览</translation>
        </message>
    </context>
    <context>
        <name>Viewing</name>
        <message>
            <source>mirrored</source>
            <translation>已镜像</translation>
        </message>
    </context>
    <context>
        <name>Wipe</name>
        <message>
            <source>Before</source>
            <translation>之前</translation>
        </message>
        <message>
            <source>After</source>
            <translation>之后</translation>
        </message>
        <message>
            <source>Before and after</source>
            <translation>前后对比</translation>
        </message>
        <message>
            <source>Drag the line, or move it with the arrow keys</source>
            <translation>拖动分隔线，或用方向键移动</translation>
        </message>
    </context>
    <context>
        <name>Workbench</name>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Working …</source>
            <translation>正在处理…</translation>
        </message>
    </context>
    <context>
        <name>_SizeDialog</name>
        <message>
            <source>&amp;Height</source>
            <translation>高度(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Unit</source>
            <translation>单位(&amp;U)</translation>
        </message>
        <message>
            <source>&amp;Width</source>
            <translation>宽度(&amp;W)</translation>
        </message>
        <message>
            <source>A picture holds at most {most} million pixels. Make it smaller.</source>
            <translation>图像最多容纳 {most} 百万像素。请减小尺寸。</translation>
        </message>
        <message>
            <source>Percent</source>
            <translation>百分比</translation>
        </message>
        <message>
            <source>Pixels</source>
            <translation>像素</translation>
        </message>
        <message>
            <source>{width} × {height} pixels, before {old_width} × {old_height}</source>
            <translation>{width} × {height} 像素，原为 {old_width} × {old_height}</translation>
        </message>
    </context>
</TS>
