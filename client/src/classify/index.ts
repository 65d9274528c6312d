import { type ExtensionContext, l10n } from 'vscode';
import {
  activeImage,
  type ChosenFiles,
  chosenFiles,
  pickFolders,
  pickImages,
  toUri,
} from '../images';
import { showWarning } from '../messages';
import { registerCommand } from '../registerCommand';
import { type ClassifyParts, classifyFiles } from './classifyFiles';
import { activateCopyResult } from './copyResult';
import { explainImage } from './explainImage';

/** The commands about images and folders, of the explorer, image tabs, hovers and the palette. */
export function activateClassify(context: ExtensionContext, parts: ClassifyParts): void {
  const registerClassify = (
    name: string,
    otherwise: () => Promise<ChosenFiles>,
    isAsked: boolean,
  ): void =>
    registerCommand(context, name, async (target, selection) => {
      const chosen = await chosenFiles(target, selection);
      const files = chosen ?? (await otherwise());
      const isNothing = files.images.length + files.folders.length === 0;
      if (!isNothing) await classifyFiles(parts, files, { isAsked });
      else if (chosen) void showWarning(nothingText());
    });

  registerClassify('classifyImage', imagesInEditor, false);
  registerClassify('classifyImageWith', imagesInEditor, true);
  registerClassify('classifyFolder', foldersOfDialog, false);
  registerClassify('classifyFolderWith', foldersOfDialog, true);
  registerCommand(context, 'explainImage', async (target) => {
    const image = toUri(target) ?? (await imagesInEditor()).images[0];
    if (image) await explainImage(parts, image);
  });
  activateCopyResult(context, parts.results);
}

/** The image in the active tab, or those of a dialog: what is meant where nothing was clicked. */
async function imagesInEditor(): Promise<ChosenFiles> {
  const active = activeImage();
  return { images: active ? [active] : ((await pickImages()) ?? []), folders: [] };
}

async function foldersOfDialog(): Promise<ChosenFiles> {
  return { images: [], folders: (await pickFolders()) ?? [] };
}

function nothingText(): string {
  return l10n.t(
    'There is no image among the selected files. Expected JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG.',
  );
}
