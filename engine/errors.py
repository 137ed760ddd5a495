"""Errors that a designer reads: a code, its parameters, one English sentence with the remedy.

The shell prints `str(error)`; the window looks the same template up in its translations. Every
template stands in MESSAGES, so that a test can check each in both languages.
"""

from __future__ import annotations

MESSAGES = {
    # files
    "file.missing": "{path} does not exist. Check the name and try again.",
    "file.folder": "{path} is a folder. Choose a picture file.",
    "file.unreadable": "{path} cannot be read as a picture ({reason}). "
    "Open it in the program that made it and export it again.",
    "file.empty": "{path} is empty. Export the picture again.",
    "file.too_large": "{path} is {width}×{height} pixels, more than the {limit} megapixels that "
    "this tool can take. Scale it down first.",
    "selection.size": "{path} is {width}×{height} pixels and the document {page_width}×"
    "{page_height}. Scale the picture to the document's size.",
    "file.cmyk": "{path} is a CMYK picture. Convert it to RGB in the program that made it.",
    "file.lab": "{path} is a Lab picture. Convert it to RGB in the program that made it.",
    "file.memory": "{path} is {width}×{height} pixels and needs about {needed} GiB of memory, of "
    "which {free} GiB are free. Close other programs or open a smaller copy.",
    "file.no_permission": "{path} may not be opened ({reason}). Check the file's permissions.",
    "file.write": "{path} cannot be written ({reason}). Free some space or choose another folder.",
    "file.format": "{path}: pictures cannot be written as “{extension}”. Choose one of {known}.",
    "file.too_large_for_format": "{path}: {format} holds at most {limit} pixels a side, the "
    "picture has {side}. Choose another format.",
    "file.same": "{path} is an input of this command. Choose another output.",
    # projects and recipes
    "project.damaged": "{path} is not a readable project ({reason}). Open an older copy of it.",
    "project.newer": "{path} was saved by a newer Coachline (format {version}). "
    "Update the program to edit it.",
    "recipe.damaged": "{path} is not a readable recipe ({reason}). Save the recipe again.",
    "recipe.newer": "{path} is a recipe of a newer Coachline (version {version}). "
    "Update the program.",
    "recipe.input": "The recipe's input “{name}” is not the one it was made with. "
    "Restore {path} or save the recipe again.",
    # layers
    "layer.nothing_below": "There is no layer below “{name}” to merge it with. Move it above one.",
    "layer.group_below": "“{name}” is a group. Merge the group first, or move the layer into it.",
    "layer.hidden": "The layer “{name}” is hidden. Show it first.",
    "layer.locked": "The layer “{name}” is locked. Unlock it first.",
    "layer.empty": "“{name}” holds nothing here. Draw something first, or select another part.",
    "layer.no_recipe": "“{name}” was not made by a tool. Choose a layer that was, to run it again.",
    "layer.other_tool": "“{name}” was made by {tool}, which changes the whole picture. "
    "Use that tool again.",
    "layer.outside": "“{name}” was made for a part that is not in the picture any more. "
    "Use the tool again.",
    "layer.input": "What “{name}” was made with is not there any more ({input}). "
    "Use the tool again.",
    "layer.none_visible": "No layer is visible. Show those that you want to merge.",
    "selection.none": "Nothing is selected. Select a part of the picture first.",
    "selection.full": "All of the picture is selected: nothing is left to go by. Select less.",
    # requests
    "drawing.blank": "The drawing is blank. Draw some lines first.",
    "drawing.too_small": "The drawing is {width}×{height} pixels. "
    "It must be at least {smallest} pixels a side.",
    "drawing.too_long": "The drawing is {width}×{height} pixels, more than {ratio} times as long "
    "as wide. Crop it first.",
    "hints.size": "The hints are {width}×{height} pixels, the drawing is {expected_width}×"
    "{expected_height}. Save them at the drawing's size.",
    "picture.too_small": "The picture is {width}×{height} pixels. It must be at least {smallest} "
    "pixels a side.",
    "lines.none": "No lines were found in this picture. Choose one with more contrast, or select "
    "another part of it.",
    "mask.size": "The mask is {width}×{height} pixels, the picture is {expected_width}×"
    "{expected_height}. Save the mask at the picture's size.",
    "mask.empty": "The mask is black everywhere. Paint white where the picture may change.",
    "lines.size": "The drawing is {width}×{height} pixels, the picture is {expected_width}×"
    "{expected_height}. Save the drawing at the picture's size.",
    "labels.beside": "The labels are {width}×{height} pixels, the picture is {expected_width}×"
    "{expected_height}. Save the labels at the picture's size.",
    "mask.full": "The mask leaves nothing of the picture to go by. Leave some of it unmasked.",
    "labels.count": "The label map has the number {largest}, but the model knows {count} labels, "
    "0 to {last}. Assign other labels or choose another model.",
    "labels.too_small": "The label map is {width}×{height} pixels. It must be at least "
    "{smallest} pixels a side.",
    "labels.too_long": "The label map is {width}×{height} pixels, more than {ratio} times as "
    "long as wide. Crop it first.",
    "labels.lines_size": "The drawing is {width}×{height} pixels, the label map is "
    "{expected_width}×{expected_height}. Save the drawing at the label map's size.",
    "labels.none": "The label map says nothing: all of it is “don't know”. Paint some parts first.",
    "labels.unchanged": "The picture shows these labels already. Change some of them, or turn off "
    "“Keep the picture”.",
    "picture.none": "There is no picture to be seen. Open or show one first.",
    "labels.unknown": "The label map has the number {value}, which the palette “{palette}” does "
    "not have. Assign a part to it.",
    "labels.list": "“{text}” is no list of parts. Write their numbers with commas, such as 2, 9.",
    "labels.mapping": "“{text}” assigns no label. Write pairs of numbers, such as 2=26.",
    "palette.unknown": "There is no palette “{name}”. Choose another one.",
    "model.not_for_labels": "“{name}” is no model that paints pictures from labels. Choose "
    "another.",
    "model.no_encoder": "“{name}” needs its encoder to take the style of a picture. Add that "
    "file, often latest_net_E.pth, with `coachline models add`, or leave the style out.",
    "model.not_for_segmenting": "“{name}” is no model that tells the parts of a picture. Choose "
    "another.",
    "model.no_lines": "“{name}” takes no drawing beside the labels. Leave it out or choose "
    "another model.",
    "labels.no_part": "The labels show no “{part}”. Choose another part.",
    "labels.not_flat": "{path} is no map of parts: it has more than {most} colours or numbers, "
    "or shades between them. Export the pass without noise, lighting and compression.",
    "labels.unassigned": "{path}: {count} colours or objects have no part: {names}. Assign parts "
    "to them with --map or in the window.",
    "labels.parts": "{path} assigns no parts ({reason}). Write a JSON object with a part for each "
    "colour, number or name.",
    "labels.not_numbers": "{path} is no map of numbers from 0 to 255. A model with labels of its "
    "own needs one, or say with --model-labels what it calls the parts.",
    "labels.part_style": "“{text}” gives no parts a style ({reason}). Write parts and a picture, "
    "such as paint,9=red.jpg.",
    "labels.colour": "The label map has the colour {colour}, which is none of the palette "
    "“{palette}”. Read it with `coachline semantic --map` first.",
    "value.range": "{name} is {value}; it must be between {low} and {high}.",
    "value.choice": "{name} is “{value}”; it must be one of {known}.",
    # latents
    "latent.shape": "The latent has {given} numbers, but “{name}” takes {wanted}. Project the "
    "picture again with this model.",
    "latent.values": "“{name}” of the latent request holds numbers that cannot be used. Project "
    "the picture again.",
    "latent.state": "The optimisation cannot go on from there: its state does not fit the model. "
    "Start it anew.",
    "latent.lost": "The optimisation lost its way and gave no numbers. Lower the weights of the "
    "brushes or start again from the projection.",
    "latent.space": "“{name}” cannot be searched in the space “{space}”. Choose one of {known}.",
    "latent.no_encoder": "“{name}” has no encoder. Choose the method “opt”.",
    "latent.no_axes": "“{name}” has no named axes. Use principal components or another model.",
    "latent.axis": "There is no axis “{axis}”. Axes of this model: {known}.",
    "latent.axis_form": "“{text}” is no value for an axis. Write it as NAME=VALUE.",
    "latent.no_strokes": "Nothing was brushed. Brush colours or lines, or drag a square first.",
    "latent.recipe": "{path} is a recipe of “{tool}”, which belongs to one picture and cannot be "
    "run like this. Use `coachline edit`.",
    "latent.strokes_size": "{path} is {width}×{height} pixels, the photo is {expected_width}×"
    "{expected_height}. Save it at the photo's size.",
    "latent.file": "{path} holds no latent ({reason}). Make one with `coachline project`.",
    "latent.other_model": "{path} was made with {theirs}, not with {ours}. Project the picture "
    "again, or name that model with --model.",
    # models
    "model.unknown": "There is no model “{name}”. Installed: {known}.",
    "model.wrong_task": "“{name}” is a model for {task}, not for {wanted}. "
    "Choose another with --model or in the panel.",
    "model.missing": "The weights of “{name}” are missing ({path}). Install the program again.",
    "model.damaged": "The weights “{path}” are damaged ({reason}). Install them again.",
    "model.unrecognised": "{path} is not a checkpoint of any network that Coachline knows. "
    "docs/checkpoints.md lists those it knows.",
    "model.no_checkpoint": "{path} is no checkpoint: neither .safetensors nor a file that PyTorch "
    "saved. Download it again; a web page may have been saved in its place.",
    "model.hostile": "{path} calls {call}, which no network needs. Nothing of it was run. "
    "Delete the file.",
    "model.too_large": "{path} is larger than {limit} GiB, more than any network that Coachline "
    "knows.",
    "model.tensorflow": "{path} is a pickle of a TensorFlow network ({kind}), which cannot be "
    "used. StyleGAN 2's are converted by legacy.py of NVIDIA's stylegan2-ada-pytorch: add the .pkl "
    "that it writes. Of Progressive GAN take pytorch_GAN_zoo's file; StyleGAN 1 is not known.",
    "model.unreadable": "{path} cannot be read as a checkpoint ({reason}). Download it again.",
    "model.not_in_file": "{path} holds no network “{wanted}”. It can be read as: {known}. "
    "Choose one of these, or none.",
    "model.name": "“{name}” cannot be the name of a model. Use up to {limit} letters, digits, "
    "hyphens, underscores and dots, a letter or digit first.",
    "model.taken": "There is a model “{name}” already. Choose another name, or remove that one "
    "with `coachline models remove`.",
    "model.shipped": "“{name}” came with the program and cannot be removed.",
    "model.option": "Networks of the family “{family}” have no option “{name}”. "
    "Options of theirs: {known}.",
    "model.option_form": "“{text}” is no option. Write it as NAME=VALUE.",
    "model.option_value": "“{value}” is no value for the option “{name}”. "
    "The published networks have {published}.",
    "model.no_style": "“{name}” takes no style. Leave the style out or choose another model.",
    "model.no_hints": "“{name}” takes no colour hints. Leave them out or choose another model.",
    "model.not_for_drawings": "“{name}” takes pictures of {planes} channels and gives pictures of "
    "{colours}; a drawing needs a model with 1 or 3. Choose another.",
    "model.not_for_enlarging": "“{name}” takes pictures of {planes} channels and gives pictures of "
    "{colours}; enlarging needs a model with 1 or 3 of both. Choose another.",
    "model.no_detail": "“{name}” is one model, not a pair between faithful and detailed. "
    "Leave the detail at 0 or choose another model.",
    "model.no_pair": "“{first}” and “{second}” are networks of different shapes and cannot be "
    "blended. Choose two of one pair.",
    "model.no_export": "“{name}” cannot be written as ONNX ({reason}). Use it in Coachline.",
    "model.none": "There is no model for {task} yet. Add one with `coachline models add` or in "
    "Models.",
    "model.external": "{path} keeps the numbers of “{tensor}” in another file, which is not read. "
    "Save the network with all its numbers in one file.",
    "model.graph": "{path} is no network from one picture to another (in: {shapes}; out: "
    "{wanted}). It must take one picture 1×3×H×W or 1×1×H×W and give one of the same proportions.",
    "model.ask_task": "Nothing in the file tells what “{name}” is for. Choose one of {known} with "
    "--task.",
    "model.task": "Networks of the family “{family}” are not for {task}. Choose one of {known}.",
    "model.attributes": "{given} names were given, but “{name}” knows {count} attributes. "
    "Name each of them, or none.",
    "model.attribute": "“{name}” knows no attribute “{attribute}”. Its attributes: {known}.",
    "model.no_attributes": "“{name}” knows no attributes. Leave them out.",
    "model.not_for_inpainting": "“{name}” takes {planes} channels and gives {colours}; filling "
    "holes needs a model that takes a picture with a mask. Choose another.",
    "model.not_for_pictures": "“{name}” takes {planes} channels and gives {colours}, not a picture "
    "of the same size. Choose another.",
    "model.card": "The model card {path} is damaged ({reason}). Install the model again.",
    # batches
    "batch.nothing": "There is nothing to do: {inputs} holds no pictures. Name pictures or folders "
    "with pictures; --recursive looks into the folders within.",
    "batch.folder": "{path} is a file, and there are several inputs. Name a folder for the output.",
    "batch.busy": "Another batch is writing into {path}. Wait for it or choose another folder.",
    "batch.name": "“{name}” cannot name the output files ({reason}). Use a name without folders, "
    "with fields such as {{stem}} and {{number}}.",
    # devices
    "device.unavailable": "The device “{device}” is not available: {reason}. Use --device auto.",
    "size.two": "There are two sizes: {first} and {second}. Give one of them.",
    "result.too_large": "The picture of {width}×{height} pixels does not fit into the memory. "
    "Export it to a file: that takes little memory whatever the size.",
    "result.check": "The picture did not pass its check ({reason}), also in full precision. "
    "Choose another model.",
    "device.memory": "There is not enough memory for {width}×{height} pixels on {device}. "
    "Close other programs or work on a smaller region.",
    "result.broken": "The model “{name}” gave no usable picture (not-a-number or all black), "
    "also in full precision. Verify it with `coachline models verify`.",
    # source install
    "data.none": "There are no samples in {folders}. Make some with `coachline carset`.",
    "source.only": "`coachline {command}` needs the source install: clone the project and run "
    "`{remedy}`.",
    "internal": "Something unexpected went wrong ({reason}). Your document is unchanged; "
    "please report it with `coachline doctor`’s output.",
}


class CoachlineError(Exception):
    """An error with a code of MESSAGES and the parameters of its sentence."""

    exit_code = 1

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(MESSAGES[code].format(**params))


class BadInput(CoachlineError):
    """What was given cannot be used; nothing was computed or written."""

    exit_code = 2
