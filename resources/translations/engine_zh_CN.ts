<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>Errors</name>
        <message>
            <source>The label map has the colour {colour}, which is none of the palette “{palette}”. Read it with `coachline semantic --map` first.</source>
            <translation>标签图中有颜色 {colour}，不属于调色板“{palette}”。请先用 `coachline semantic --map` 读取。</translation>
        </message>
        <message>
            <source>“{text}” gives no parts a style ({reason}). Write parts and a picture, such as paint,9=red.jpg.</source>
            <translation>“{text}”没有为部件指定风格（{reason}）。请写出部件和图片，例如 paint,9=red.jpg。</translation>
        </message>
        <message>
            <source>{path} is no map of numbers from 0 to 255. A model with labels of its own needs one, or say with --model-labels what it calls the parts.</source>
            <translation>{path} 不是编号为 0 到 255 的图。使用自有标签的模型需要这样的图，或用 --model-labels 说明它如何称呼各部件。</translation>
        </message>
        <message>
            <source>{path} assigns no parts ({reason}). Write a JSON object with a part for each colour, number or name.</source>
            <translation>{path} 没有指定部件（{reason}）。请写成 JSON 对象，为每种颜色、编号或名称指定一个部件。</translation>
        </message>
        <message>
            <source>{path}: {count} colours or objects have no part: {names}. Assign parts to them with --map or in the window.</source>
            <translation>{path}：有 {count} 种颜色或对象没有部件：{names}。请用 --map 或在窗口中为其指定部件。</translation>
        </message>
        <message>
            <source>{path} is no map of parts: it has more than {most} colours or numbers, or shades between them. Export the pass without noise, lighting and compression.</source>
            <translation>{path} 不是部件图：其中的颜色或编号超过 {most} 种，或含有过渡值。请导出不带噪点、光照和压缩的通道。</translation>
        </message>
        <message>
            <source>“{name}” takes no drawing beside the labels. Leave it out or choose another model.</source>
            <translation>“{name}”不能在标签之外接收线稿。请不要使用线稿或选择其他模型。</translation>
        </message>
        <message>
            <source>“{name}” is no model that tells the parts of a picture. Choose another.</source>
            <translation>“{name}”不是识别图片部件的模型。请选择其他模型。</translation>
        </message>
        <message>
            <source>“{name}” needs its encoder to take the style of a picture. Add that file, often latest_net_E.pth, with `coachline models add`, or leave the style out.</source>
            <translation>“{name}”需要编码器才能采用图片的风格。请用 `coachline models add` 添加该文件（通常是 latest_net_E.pth），或不使用风格。</translation>
        </message>
        <message>
            <source>“{name}” is no model that paints pictures from labels. Choose another.</source>
            <translation>“{name}”不是由标签生成图片的模型。请选择其他模型。</translation>
        </message>
        <message>
            <source>There is no palette “{name}”. Choose another one.</source>
            <translation>没有名为“{name}”的调色板。请选择其他调色板。</translation>
        </message>
        <message>
            <source>“{text}” assigns no label. Write pairs of numbers, such as 2=26.</source>
            <translation>“{text}”没有指定标签。请写成一对编号，例如 2=26。</translation>
        </message>
        <message>
            <source>“{text}” is no list of parts. Write their numbers with commas, such as 2, 9.</source>
            <translation>“{text}”不是部件列表。请用逗号分隔编号，例如 2, 9。</translation>
        </message>
        <message>
            <source>The label map has the number {value}, which the palette “{palette}” does not have. Assign a part to it.</source>
            <translation>标签图中有编号 {value}，而调色板“{palette}”中没有。请为它指定一个部件。</translation>
        </message>
        <message>
            <source>The label map says nothing: all of it is “don't know”. Paint some parts first.</source>
            <translation>标签图没有任何内容：全部为“未知”。请先画出一些部件。</translation>
        </message>
        <message>
            <source>The drawing is {width}×{height} pixels, the label map is {expected_width}×{expected_height}. Save the drawing at the label map's size.</source>
            <translation>线稿为 {width}×{height} 像素，标签图为 {expected_width}×{expected_height}。请按标签图的大小保存线稿。</translation>
        </message>
        <message>
            <source>The label map is {width}×{height} pixels, more than {ratio} times as long as wide. Crop it first.</source>
            <translation>标签图为 {width}×{height} 像素，长宽比超过 {ratio} 倍。请先裁剪。</translation>
        </message>
        <message>
            <source>The label map is {width}×{height} pixels. It must be at least {smallest} pixels a side.</source>
            <translation>标签图为 {width}×{height} 像素，每边至少需要 {smallest} 像素。</translation>
        </message>
        <message>
            <source>“{name}” was not made by a tool. Choose a layer that was, to run it again.</source>
            <translation>“{name}”不是由工具生成的。请选择由工具生成的图层再重新生成。</translation>
        </message>
        <message>
            <source>“{name}” was made by {tool}, which changes the whole picture. Use that tool again.</source>
            <translation>“{name}”由 {tool} 生成，该工具作用于整个图像。请再次使用该工具。</translation>
        </message>
        <message>
            <source>“{name}” was made for a part that is not in the picture any more. Use the tool again.</source>
            <translation>“{name}”所对应的区域已不在图像内。请再次使用该工具。</translation>
        </message>
        <message>
            <source>What “{name}” was made with is not there any more ({input}). Use the tool again.</source>
            <translation>生成“{name}”所用的内容已不存在（{input}）。请再次使用该工具。</translation>
        </message>
        <message>
            <source>“{name}” holds nothing here. Draw something first, or select another part.</source>
            <translation>“{name}”在此处没有内容。请先绘制，或选择其他部分。</translation>
        </message>
        <message>
            <source>Nothing is selected. Select a part of the picture first.</source>
            <translation>没有选区。请先选择图片的一部分。</translation>
        </message>
        <message>
            <source>There is no model for {task} yet. Add one with `coachline models add` or in Models.</source>
            <translation>还没有用于 {task} 的模型。请用 `coachline models add` 或在“模型”窗口中添加。</translation>
        </message>
        <message>
            <source>{path} keeps the numbers of “{tensor}” in another file, which is not read. Save the network with all its numbers in one file.</source>
            <translation>{path} 把“{tensor}”的数值存放在另一个文件中，不予读取。请将网络连同所有数值保存在同一个文件里。</translation>
        </message>
        <message>
            <source>{path} is no network from one picture to another (in: {shapes}; out: {wanted}). It must take one picture 1×3×H×W or 1×1×H×W and give one of the same proportions.</source>
            <translation>{path} 不是由图片到图片的网络（输入：{shapes}；输出：{wanted}）。它必须接收一张 1×3×H×W 或 1×1×H×W 的图片，并给出比例相同的图片。</translation>
        </message>
        <message>
            <source>Nothing in the file tells what “{name}” is for. Choose one of {known} with --task.</source>
            <translation>文件本身看不出“{name}”的用途。请用 --task 从 {known} 中选择。</translation>
        </message>
        <message>
            <source>Networks of the family “{family}” are not for {task}. Choose one of {known}.</source>
            <translation>“{family}”类网络不能用于 {task}。请从 {known} 中选择。</translation>
        </message>
        <message>
            <source>{given} names were given, but “{name}” knows {count} attributes. Name each of them, or none.</source>
            <translation>给出了 {given} 个名称，但“{name}”有 {count} 个属性。请全部命名，或都不命名。</translation>
        </message>
        <message>
            <source>“{name}” knows no attribute “{attribute}”. Its attributes: {known}.</source>
            <translation>“{name}”没有属性“{attribute}”。它的属性有：{known}。</translation>
        </message>
        <message>
            <source>“{name}” knows no attributes. Leave them out.</source>
            <translation>“{name}”没有可指定的属性。请不要填写属性。</translation>
        </message>
        <message>
            <source>“{name}” takes {planes} channels and gives {colours}, not a picture of the same size. Choose another.</source>
            <translation>“{name}”接收 {planes} 个通道，给出 {colours} 个通道，而不是同样大小的图片。请选择其他模型。</translation>
        </message>
        <message>
            <source>The picture is {width}×{height} pixels. It must be at least {smallest} pixels a side.</source>
            <translation>图片为 {width}×{height} 像素，每边至少要有 {smallest} 像素。</translation>
        </message>
        <message>
            <source>The mask is {width}×{height} pixels, the picture is {expected_width}×{expected_height}. Save the mask at the picture's size.</source>
            <translation>蒙版为 {width}×{height} 像素，图片为 {expected_width}×{expected_height}。请按图片的大小保存蒙版。</translation>
        </message>
        <message>
            <source>The mask is black everywhere. Paint white where the picture may change.</source>
            <translation>蒙版全是黑色。请把图片可以改变的地方涂成白色。</translation>
        </message>
        <message>
            <source>“{name}” takes {planes} channels and gives {colours}; filling holes needs a model that takes a picture with a mask. Choose another.</source>
            <translation>“{name}” 接受 {planes} 个通道并输出 {colours} 个；填补空缺需要接受图片和蒙版的模型。请另选一个。</translation>
        </message>
        <message>
            <source>The labels are {width}×{height} pixels, the picture is {expected_width}×{expected_height}. Save the labels at the picture's size.</source>
            <translation>标签图为 {width}×{height} 像素，图片为 {expected_width}×{expected_height}。请按图片的大小保存标签图。</translation>
        </message>
        <message>
            <source>The drawing is {width}×{height} pixels, the picture is {expected_width}×{expected_height}. Save the drawing at the picture's size.</source>
            <translation>线稿为 {width}×{height} 像素，图片为 {expected_width}×{expected_height}。请按图片的大小保存线稿。</translation>
        </message>
        <message>
            <source>The mask leaves nothing of the picture to go by. Leave some of it unmasked.</source>
            <translation>蒙版没有留下任何可以参照的画面。请留出一部分不要涂。</translation>
        </message>
        <message>
            <source>The label map has the number {largest}, but the model knows {count} labels, 0 to {last}. Assign other labels or choose another model.</source>
            <translation>标签图中有编号 {largest}，但模型只有 {count} 个标签，即 0 到 {last}。请改用其他标签，或选择其他模型。</translation>
        </message>
        <message>
            <source>There is no layer below “{name}” to merge it with. Move it above one.</source>
            <translation>“{name}”下方没有可合并的图层。请先将它移到某个图层之上。</translation>
        </message>
        <message>
            <source>“{name}” is a group. Merge the group first, or move the layer into it.</source>
            <translation>“{name}”是一个组。请先合并该组，或将图层移入其中。</translation>
        </message>
        <message>
            <source>The layer “{name}” is hidden. Show it first.</source>
            <translation>图层“{name}”已隐藏。请先显示它。</translation>
        </message>
        <message>
            <source>The layer “{name}” is locked. Unlock it first.</source>
            <translation>图层“{name}”已锁定。请先解锁。</translation>
        </message>
        <message>
            <source>No layer is visible. Show those that you want to merge.</source>
            <translation>没有可见的图层。请先显示要合并的图层。</translation>
        </message>
        <message>
            <source>No lines were found in this picture. Choose one with more contrast, or select another part of it.</source>
            <translation>此图片中没有找到线条。请选择对比度更高的图片，或选择图片的其他部分。</translation>
        </message>
        <message>
            <source>{path} does not exist. Check the name and try again.</source>
            <translation>{path} 不存在。请检查文件名后重试。</translation>
        </message>
        <message>
            <source>{path} is a folder. Choose a picture file.</source>
            <translation>{path} 是文件夹。请选择图片文件。</translation>
        </message>
        <message>
            <source>{path} cannot be read as a picture ({reason}). Open it in the program that made it and export it again.</source>
            <translation>无法将 {path} 作为图片读取（{reason}）。请在创建它的程序中打开并重新导出。</translation>
        </message>
        <message>
            <source>{path} is empty. Export the picture again.</source>
            <translation>{path} 是空文件。请重新导出图片。</translation>
        </message>
        <message>
            <source>{path} is {width}×{height} pixels, more than the {limit} megapixels that this tool can take. Scale it down first.</source>
            <translation>{path} 的尺寸为 {width}×{height} 像素，超过了此工具可处理的 {limit} 百万像素。请先缩小。</translation>
        </message>
        <message>
            <source>{path} is a CMYK picture. Convert it to RGB in the program that made it.</source>
            <translation>{path} 是 CMYK 图片。请在创建它的程序中转换为 RGB。</translation>
        </message>
        <message>
            <source>{path} may not be opened ({reason}). Check the file's permissions.</source>
            <translation>无权打开 {path}（{reason}）。请检查文件权限。</translation>
        </message>
        <message>
            <source>{path} cannot be written ({reason}). Free some space or choose another folder.</source>
            <translation>无法写入 {path}（{reason}）。请腾出空间或选择其他文件夹。</translation>
        </message>
        <message>
            <source>{path}: pictures cannot be written as “{extension}”. Choose one of {known}.</source>
            <translation>{path}：无法写入“{extension}”格式的图片。请选择以下格式之一：{known}。</translation>
        </message>
        <message>
            <source>{path}: {format} holds at most {limit} pixels a side, the picture has {side}. Choose another format.</source>
            <translation>{path}：{format} 每边最多 {limit} 像素，而图片有 {side} 像素。请选择其他格式。</translation>
        </message>
        <message>
            <source>{path} is an input of this command. Choose another output.</source>
            <translation>{path} 是此命令的输入文件。请选择其他输出文件。</translation>
        </message>
        <message>
            <source>{path} is not a readable project ({reason}). Open an older copy of it.</source>
            <translation>{path} 不是可读取的项目（{reason}）。请打开较早的副本。</translation>
        </message>
        <message>
            <source>{path} was saved by a newer Coachline (format {version}). Update the program to edit it.</source>
            <translation>{path} 由更新版本的 Coachline 保存（格式 {version}）。请更新程序后再编辑。</translation>
        </message>
        <message>
            <source>{path} is not a readable recipe ({reason}). Save the recipe again.</source>
            <translation>{path} 不是可读取的配方（{reason}）。请重新保存配方。</translation>
        </message>
        <message>
            <source>{path} is a recipe of a newer Coachline (version {version}). Update the program.</source>
            <translation>{path} 是更新版本 Coachline 的配方（版本 {version}）。请更新程序。</translation>
        </message>
        <message>
            <source>The recipe's input “{name}” is not the one it was made with. Restore {path} or save the recipe again.</source>
            <translation>配方的输入“{name}”与制作时使用的不同。请恢复 {path} 或重新保存配方。</translation>
        </message>
        <message>
            <source>The drawing is blank. Draw some lines first.</source>
            <translation>线稿是空白的。请先画几笔线条。</translation>
        </message>
        <message>
            <source>The drawing is {width}×{height} pixels. It must be at least {smallest} pixels a side.</source>
            <translation>线稿为 {width}×{height} 像素，每边至少需要 {smallest} 像素。</translation>
        </message>
        <message>
            <source>The drawing is {width}×{height} pixels, more than {ratio} times as long as wide. Crop it first.</source>
            <translation>线稿为 {width}×{height} 像素，长宽比超过 {ratio} 倍。请先裁剪。</translation>
        </message>
        <message>
            <source>The hints are {width}×{height} pixels, the drawing is {expected_width}×{expected_height}. Save them at the drawing's size.</source>
            <translation>色彩提示为 {width}×{height} 像素，而线稿为 {expected_width}×{expected_height}。请按线稿的尺寸保存。</translation>
        </message>
        <message>
            <source>{name} is {value}; it must be between {low} and {high}.</source>
            <translation>{name} 为 {value}，必须在 {low} 与 {high} 之间。</translation>
        </message>
        <message>
            <source>There is no model “{name}”. Installed: {known}.</source>
            <translation>没有名为“{name}”的模型。已安装：{known}。</translation>
        </message>
        <message>
            <source>“{name}” is a model for {task}, not for {wanted}. Choose another with --model or in the panel.</source>
            <translation>“{name}”是用于 {task} 的模型，不能用于 {wanted}。请用 --model 或在面板中选择其他模型。</translation>
        </message>
        <message>
            <source>The weights of “{name}” are missing ({path}). Install the program again.</source>
            <translation>缺少“{name}”的权重文件（{path}）。请重新安装程序。</translation>
        </message>
        <message>
            <source>The weights “{path}” are damaged ({reason}). Install them again.</source>
            <translation>权重文件“{path}”已损坏（{reason}）。请重新安装。</translation>
        </message>
        <message>
            <source>{path} is not a checkpoint of any network that Coachline knows. docs/checkpoints.md lists those it knows.</source>
            <translation>{path} 不属于 Coachline 认识的任何网络。支持的网络见 docs/checkpoints.md。</translation>
        </message>
        <message>
            <source>{path} is no checkpoint: neither .safetensors nor a file that PyTorch saved. Download it again; a web page may have been saved in its place.</source>
            <translation>{path} 不是检查点文件：既不是 .safetensors，也不是 PyTorch 保存的文件。请重新下载；保存下来的可能是一个网页。</translation>
        </message>
        <message>
            <source>{path} calls {call}, which no network needs. Nothing of it was run. Delete the file.</source>
            <translation>{path} 会调用 {call}，而任何网络都不需要它。其中的内容没有被运行。请删除该文件。</translation>
        </message>
        <message>
            <source>{path} is larger than {limit} GiB, more than any network that Coachline knows.</source>
            <translation>{path} 大于 {limit} GiB，超过了 Coachline 所知的任何网络。</translation>
        </message>
        <message>
            <source>{path} is a pickle of a TensorFlow network ({kind}), which cannot be used. StyleGAN 2's are converted by legacy.py of NVIDIA's stylegan2-ada-pytorch: add the .pkl that it writes. Of Progressive GAN take pytorch_GAN_zoo's file; StyleGAN 1 is not known.</source>
            <translation>{path} 是 TensorFlow 网络的 pickle 文件（{kind}），无法使用。StyleGAN 2 的文件可用 NVIDIA stylegan2-ada-pytorch 中的 legacy.py 转换，再添加它写出的 .pkl。Progressive GAN 请使用 pytorch_GAN_zoo 的文件；不支持 StyleGAN 1。</translation>
        </message>
        <message>
            <source>{path} cannot be read as a checkpoint ({reason}). Download it again.</source>
            <translation>{path} 无法作为检查点读取（{reason}）。请重新下载。</translation>
        </message>
        <message>
            <source>{path} holds no network “{wanted}”. It can be read as: {known}. Choose one of these, or none.</source>
            <translation>{path} 中没有网络“{wanted}”。它可以读作：{known}。请从中选择一个，或不选。</translation>
        </message>
        <message>
            <source>“{name}” cannot be the name of a model. Use up to {limit} letters, digits, hyphens, underscores and dots, a letter or digit first.</source>
            <translation>“{name}”不能用作模型名称。最多使用 {limit} 个字母、数字、连字符、下划线和点，且须以字母或数字开头。</translation>
        </message>
        <message>
            <source>There is a model “{name}” already. Choose another name, or remove that one with `coachline models remove`.</source>
            <translation>已经有名为“{name}”的模型。请换一个名称，或用 `coachline models remove` 删除原有模型。</translation>
        </message>
        <message>
            <source>“{name}” came with the program and cannot be removed.</source>
            <translation>“{name}”随程序提供，不能删除。</translation>
        </message>
        <message>
            <source>“{first}” and “{second}” are networks of different shapes and cannot be blended. Choose two of one pair.</source>
            <translation>“{first}”与“{second}”的网络结构不同，无法混合。请选择成对的两个模型。</translation>
        </message>
        <message>
            <source>Networks of the family “{family}” have no option “{name}”. Options of theirs: {known}.</source>
            <translation>“{family}”系列的网络没有选项“{name}”。可用的选项：{known}。</translation>
        </message>
        <message>
            <source>“{text}” is no option. Write it as NAME=VALUE.</source>
            <translation>“{text}”不是有效的选项。请写成 名称=值。</translation>
        </message>
        <message>
            <source>“{value}” is no value for the option “{name}”. The published networks have {published}.</source>
            <translation>“{value}”不是选项“{name}”的有效值。已发布的网络使用 {published}。</translation>
        </message>
        <message>
            <source>“{name}” takes no style. Leave the style out or choose another model.</source>
            <translation>“{name}”不接受风格。请去掉风格，或选择其他模型。</translation>
        </message>
        <message>
            <source>“{name}” takes no colour hints. Leave them out or choose another model.</source>
            <translation>“{name}”不接受色彩提示。请去掉色彩提示，或选择其他模型。</translation>
        </message>
        <message>
            <source>“{name}” takes pictures of {planes} channels and gives pictures of {colours}; a drawing needs a model with 1 or 3. Choose another.</source>
            <translation>“{name}”接收 {planes} 个通道的图片，输出 {colours} 个通道的图片；线稿需要 1 或 3 个通道的模型。请选择其他模型。</translation>
        </message>
        <message>
            <source>“{name}” cannot be written as ONNX ({reason}). Use it in Coachline.</source>
            <translation>“{name}”无法写成 ONNX（{reason}）。请在 Coachline 中使用它。</translation>
        </message>
        <message>
            <source>The model card {path} is damaged ({reason}). Install the model again.</source>
            <translation>模型卡片 {path} 已损坏（{reason}）。请重新安装该模型。</translation>
        </message>
        <message>
            <source>The device “{device}” is not available: {reason}. Use --device auto.</source>
            <translation>设备“{device}”不可用：{reason}。请使用 --device auto。</translation>
        </message>
        <message>
            <source>There is not enough memory for {width}×{height} pixels on {device}. Close other programs or work on a smaller region.</source>
            <translation>{device} 的内存不足以处理 {width}×{height} 像素。请关闭其他程序，或处理较小的区域。</translation>
        </message>
        <message>
            <source>The model “{name}” gave no usable picture (not-a-number or all black), also in full precision. Verify it with `coachline models verify`.</source>
            <translation>模型“{name}”未给出可用的图片（出现非数值或全黑），全精度下也是如此。请用 `coachline models verify` 检查。</translation>
        </message>
        <message>
            <source>There are no samples in {folders}. Make some with `coachline carset`.</source>
            <translation>{folders} 中没有样本。请用 `coachline carset` 生成一些。</translation>
        </message>
        <message>
            <source>`coachline {command}` needs the source install: clone the project and run `{remedy}`.</source>
            <translation>`coachline {command}` 需要源码安装：请克隆项目并运行 `{remedy}`。</translation>
        </message>
        <message>
            <source>Something unexpected went wrong ({reason}). Your document is unchanged; please report it with `coachline doctor`’s output.</source>
            <translation>发生意外错误（{reason}）。文档没有改变；请附上 `coachline doctor` 的输出报告此问题。</translation>
        </message>
        <message>
            <source>{path} is a Lab picture. Convert it to RGB in the program that made it.</source>
            <translation>{path} 是 Lab 图片。请在制作它的程序中转换为 RGB。</translation>
        </message>
        <message>
            <source>{path} is {width}×{height} pixels and needs about {needed} GiB of memory, of which {free} GiB are free. Close other programs or open a smaller copy.</source>
            <translation>{path} 为 {width}×{height} 像素，约需 {needed} GiB 内存，目前可用 {free} GiB。请关闭其他程序，或打开较小的副本。</translation>
        </message>
        <message>
            <source>{path} is {width}×{height} pixels and the document {page_width}×{page_height}. Scale the picture to the document&apos;s size.</source>
            <translation>{path} 为 {width}×{height} 像素，而文档为 {page_width}×{page_height}。请将图片缩放到文档的尺寸。</translation>
        </message>
        <message>
            <source>“{name}” takes pictures of {planes} channels and gives pictures of {colours}; enlarging needs a model with 1 or 3 of both. Choose another.</source>
            <translation>“{name}”接受 {planes} 通道的图像并输出 {colours} 通道；放大需要输入输出均为 1 或 3 通道的模型。请换一个模型。</translation>
        </message>
        <message>
            <source>“{name}” is one model, not a pair between faithful and detailed. Leave the detail at 0 or choose another model.</source>
            <translation>“{name}”是单个模型，不是“忠实—细节”成对模型。请将细节设为 0，或换一个模型。</translation>
        </message>
        <message>
            <source>There is nothing to do: {inputs} holds no pictures. Name pictures or folders with pictures; --recursive looks into the folders within.</source>
            <translation>没有可处理的内容：{inputs} 中没有图像。请指定图像或含有图像的文件夹；--recursive 会查看子文件夹。</translation>
        </message>
        <message>
            <source>{path} is a file, and there are several inputs. Name a folder for the output.</source>
            <translation>{path} 是一个文件，而输入有多个。请为输出指定一个文件夹。</translation>
        </message>
        <message>
            <source>Another batch is writing into {path}. Wait for it or choose another folder.</source>
            <translation>另一个批处理正在写入 {path}。请等待其结束，或另选文件夹。</translation>
        </message>
        <message>
            <source>“{name}” cannot name the output files ({reason}). Use a name without folders, with fields such as {{stem}} and {{number}}.</source>
            <translation>“{name}”不能用作输出文件名（{reason}）。请使用不含文件夹的名称，可带 {{stem}}、{{number}} 等字段。</translation>
        </message>
        <message>
            <source>There are two sizes: {first} and {second}. Give one of them.</source>
            <translation>给出了两种尺寸：{first} 和 {second}。请只给其中一种。</translation>
        </message>
        <message>
            <source>The picture of {width}×{height} pixels does not fit into the memory. Export it to a file: that takes little memory whatever the size.</source>
            <translation>{width}×{height} 像素的图像放不进内存。请导出到文件：无论多大都只占用很少内存。</translation>
        </message>
        <message>
            <source>The picture did not pass its check ({reason}), also in full precision. Choose another model.</source>
            <translation>图像未通过自检（{reason}），全精度下也是如此。请换一个模型。</translation>
        </message>
        <message>
            <source>All of the picture is selected: nothing is left to go by. Select less.</source>
            <translation>整幅图像都被选中，没有可供参照的内容。请缩小选区。</translation>
        </message>
        <message>
        <source>{name} is “{value}”; it must be one of {known}.</source>
        <translation>{name} 为“{value}”；必须是以下之一：{known}。</translation>
    </message>
    <message>
        <source>The latent has {given} numbers, but “{name}” takes {wanted}. Project the picture again with this model.</source>
        <translation>该潜向量含 {given} 个数，而“{name}”需要 {wanted} 个。请用此模型重新投影图片。</translation>
    </message>
    <message>
        <source>“{name}” of the latent request holds numbers that cannot be used. Project the picture again.</source>
        <translation>潜空间请求中的“{name}”含有无法使用的数值。请重新投影图片。</translation>
    </message>
    <message>
        <source>The optimisation cannot go on from there: its state does not fit the model. Start it anew.</source>
        <translation>优化无法从此处继续：其状态与模型不符。请重新开始。</translation>
    </message>
    <message>
        <source>The optimisation lost its way and gave no numbers. Lower the weights of the brushes or start again from the projection.</source>
        <translation>优化失去方向，没有得到有效数值。请降低画笔权重，或从投影结果重新开始。</translation>
    </message>
    <message>
        <source>“{name}” cannot be searched in the space “{space}”. Choose one of {known}.</source>
        <translation>“{name}”无法在空间“{space}”中搜索。请选择以下之一：{known}。</translation>
    </message>
    <message>
        <source>“{name}” has no encoder. Choose the method “opt”.</source>
        <translation>“{name}”没有编码器。请选择方法“opt”。</translation>
    </message>
    <message>
        <source>“{name}” has no named axes. Use principal components or another model.</source>
        <translation>“{name}”没有命名的轴。请使用主成分或其他模型。</translation>
    </message>
    <message>
        <source>There is no axis “{axis}”. Axes of this model: {known}.</source>
        <translation>没有名为“{axis}”的轴。此模型的轴：{known}。</translation>
    </message>
    <message>
        <source>“{text}” is no value for an axis. Write it as NAME=VALUE.</source>
        <translation>“{text}”不是轴的有效取值。请写成 NAME=VALUE。</translation>
    </message>
    <message>
        <source>Nothing was brushed. Brush colours or lines, or drag a square first.</source>
        <translation>尚未绘制任何内容。请先刷颜色或线条，或拖动一个方块。</translation>
    </message>
    <message>
        <source>{path} holds no latent ({reason}). Make one with `coachline project`.</source>
        <translation>{path} 不含潜向量（{reason}）。请用 `coachline project` 生成。</translation>
    </message>
    <message>
        <source>{path} was made with {theirs}, not with {ours}. Project the picture again, or name that model with --model.</source>
        <translation>{path} 由 {theirs} 生成，而非 {ours}。请重新投影图片，或用 --model 指定该模型。</translation>
    </message>
        <message>
            <source>The picture shows these labels already. Change some of them, or turn off “Keep the picture”.</source>
            <translation>图像已与这些标签一致。请修改部分标签，或关闭“保留图像”。</translation>
        </message>
        <message>
            <source>There is no picture to be seen. Open or show one first.</source>
            <translation>看不到任何图像。请先打开或显示一张。</translation>
        </message>
    <message>
        <source>{path} is {width}×{height} pixels, the photo is {expected_width}×{expected_height}. Save it at the photo&apos;s size.</source>
        <translation>{path} 为 {width}×{height} 像素，而照片为 {expected_width}×{expected_height}。请按照片的尺寸保存。</translation>
    </message>
    <message>
        <source>{path} is a recipe of “{tool}”, which belongs to one picture and cannot be run like this. Use `coachline edit`.</source>
        <translation>{path} 是“{tool}”的配方，只属于一张图片，不能这样运行。请使用 `coachline edit`。</translation>
    </message>
        <message>
            <source>The labels show no “{part}”. Choose another part.</source>
            <translation>标签图中没有“{part}”。请选择其他部件。</translation>
        </message>
</context>
    <context>
        <name>Document</name>
        <message>
            <source>Duplicate layers</source>
            <translation>复制多个图层</translation>
        </message>
        <message>
            <source>Delete layers</source>
            <translation>删除多个图层</translation>
        </message>
        <message>
            <source>Add layers</source>
            <translation>添加多个图层</translation>
        </message>
        <message>
            <source>Add group</source>
            <translation>新建组</translation>
        </message>
        <message>
            <source>Group layers</source>
            <translation>图层编组</translation>
        </message>
        <message>
            <source>Ungroup</source>
            <translation>取消编组</translation>
        </message>
        <message>
            <source>Add mask</source>
            <translation>添加蒙版</translation>
        </message>
        <message>
            <source>Delete mask</source>
            <translation>删除蒙版</translation>
        </message>
        <message>
            <source>Apply mask</source>
            <translation>应用蒙版</translation>
        </message>
        <message>
            <source>Blend mode</source>
            <translation>混合模式</translation>
        </message>
        <message>
            <source>Merge down</source>
            <translation>向下合并</translation>
        </message>
        <message>
            <source>Merge visible layers</source>
            <translation>合并可见图层</translation>
        </message>
        <message>
            <source>Flatten the picture</source>
            <translation>拼合图像</translation>
        </message>
        <message>
            <source>Transform layer</source>
            <translation>变换图层</translation>
        </message>
        <message>
            <source>Crop</source>
            <translation>裁剪</translation>
        </message>
        <message>
            <source>Canvas size</source>
            <translation>画布大小</translation>
        </message>
        <message>
            <source>Image size</source>
            <translation>图像大小</translation>
        </message>
        <message>
            <source>Turn the picture</source>
            <translation>旋转或翻转图像</translation>
        </message>
        <message>
            <source>Run again</source>
            <translation>重新生成</translation>
        </message>
        <message>
            <source>Lines from picture</source>
            <translation>从图片提取线条</translation>
        </message>
        <message>
            <source>Add layer</source>
            <translation>新建图层</translation>
        </message>
        <message>
            <source>Duplicate layer</source>
            <translation>复制图层</translation>
        </message>
        <message>
            <source>Delete layer</source>
            <translation>删除图层</translation>
        </message>
        <message>
            <source>Move layer</source>
            <translation>移动图层</translation>
        </message>
        <message>
            <source>Show layer</source>
            <translation>显示图层</translation>
        </message>
        <message>
            <source>Hide layer</source>
            <translation>隐藏图层</translation>
        </message>
        <message>
            <source>Lock layer</source>
            <translation>锁定图层</translation>
        </message>
        <message>
            <source>Unlock layer</source>
            <translation>解锁图层</translation>
        </message>
        <message>
            <source>Layer opacity</source>
            <translation>图层不透明度</translation>
        </message>
        <message>
            <source>Rename layer</source>
            <translation>重命名图层</translation>
        </message>
        <message>
            <source>Brush stroke</source>
            <translation>画笔笔画</translation>
        </message>
        <message>
            <source>Eraser stroke</source>
            <translation>橡皮擦笔画</translation>
        </message>
        <message>
            <source>Fill</source>
            <translation>填充</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>清除</translation>
        </message>
        <message>
            <source>Cut</source>
            <translation>剪切</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>Select</source>
            <translation>选择</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>全选</translation>
        </message>
        <message>
            <source>Deselect</source>
            <translation>取消选择</translation>
        </message>
        <message>
            <source>Reselect</source>
            <translation>重新选择</translation>
        </message>
        <message>
            <source>Invert selection</source>
            <translation>反选</translation>
        </message>
        <message>
            <source>Move selection</source>
            <translation>移动选区</translation>
        </message>
        <message>
            <source>Grow selection</source>
            <translation>扩展选区</translation>
        </message>
        <message>
            <source>Shrink selection</source>
            <translation>收缩选区</translation>
        </message>
        <message>
            <source>Feather selection</source>
            <translation>羽化选区</translation>
        </message>
        <message>
            <source>Select colour</source>
            <translation>按颜色选择</translation>
        </message>
        <message>
            <source>Save selection</source>
            <translation>存储选区</translation>
        </message>
        <message>
            <source>Rename selection</source>
            <translation>重命名选区</translation>
        </message>
        <message>
            <source>Delete selection</source>
            <translation>删除选区</translation>
        </message>
        <message>
            <source>Enlarge</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Enhance</source>
            <translation>增强</translation>
        </message>
        <message>
            <source>Select layer</source>
            <translation>选择图层</translation>
        </message>
        <message>
            <source>Inpaint</source>
            <translation>修补</translation>
        </message>
        <message>
            <source>Select part</source>
            <translation>选择部件</translation>
        </message>
        <message>
            <source>Labels from picture</source>
            <translation>由图像得到标签</translation>
        </message>
        <message>
            <source>Paint by labels</source>
            <translation>按标签绘制</translation>
        </message>
        <message>
            <source>Keep the picture</source>
            <translation>保留图像</translation>
        </message>
        <message>
            <source>Replace part</source>
            <translation>替换部件</translation>
        </message>
        <message>
            <source>Import labels</source>
            <translation>导入标签</translation>
        </message>
        <message>
            <source>Fill outline</source>
            <translation>填充轮廓</translation>
        </message>
        <message>
            <source>Outpaint</source>
            <translation>外扩绘制</translation>
        </message>
        <message>
        <source>Colour constraint</source>
        <translation>颜色要求</translation>
    </message>
    <message>
        <source>Contour constraint</source>
        <translation>轮廓要求</translation>
    </message>
    <message>
        <source>Warp constraint</source>
        <translation>变形要求</translation>
    </message>
    <message>
        <source>Erase constraints</source>
        <translation>擦除要求</translation>
    </message>
    <message>
        <source>Influence</source>
        <translation>影响范围</translation>
    </message>
    <message>
        <source>Weight of brushes</source>
        <translation>画笔权重</translation>
    </message>
    <message>
        <source>Axis</source>
        <translation>轴</translation>
    </message>
    <message>
        <source>Principal component</source>
        <translation>主成分</translation>
    </message>
    <message>
        <source>Style mixing</source>
        <translation>风格混合</translation>
    </message>
    <message>
        <source>Truncation</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>Start to result</source>
        <translation>起点到结果</translation>
    </message>
    <message>
        <source>Candidate</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Random car</source>
        <translation>随机车辆</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Latent edit</source>
        <translation>潜空间编辑</translation>
    </message>
        <message>
            <source>Labels fit</source>
            <translation>标签相符</translation>
        </message>
    <message>
        <source>Project again</source>
        <translation>重新投影</translation>
    </message>
</context>
    <context>
        <name>QFileDialog</name>
        <message>
            <source>&amp;Look in:</source>
            <translation>查找范围(&amp;L)：</translation>
        </message>
        <message>
            <source>Files of &amp;type:</source>
            <translation>文件类型(&amp;T)：</translation>
        </message>
    </context>
    <context>
        <name>Samples</name>
        <message>
            <source>Estate</source>
            <translation>旅行车</translation>
        </message>
        <message>
            <source>Fastback</source>
            <translation>溜背轿跑</translation>
        </message>
        <message>
            <source>Off roader</source>
            <translation>越野车</translation>
        </message>
        <message>
            <source>Saloon</source>
            <translation>三厢轿车</translation>
        </message>
    </context>
</TS>
