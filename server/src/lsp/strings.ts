import type { ErrorStoreTrouble, StoreTrouble } from '../store';

/** What hovers say in one language. Names, labels and links come as Markdown, numbers as text. */
export interface Strings {
  /** BCP 47 tag that numbers are formatted by. */
  numbers: string;
  classified(image: string, predicted: string): string;
  notClassified(image: string, offer: string): string;
  /** `margin` is how much larger the label's error is than the best label's. */
  behind(label: string, margin: string): string;
  evaluations(count: string): string;
  notCalibrated: string;
  /** In plain text, as are its labels, best first. */
  outcome(image: string, labels: readonly string[]): string;
  /** The title of an action, in plain text. */
  classifyImage(image: string): string;
  /** In plain text; the reason is English. */
  storeTrouble(trouble: StoreTrouble): string;
  /** In plain text; the reason is English. */
  errorStoreTrouble(trouble: ErrorStoreTrouble): string;
  /** The offer to a client whose hovers cannot have links. */
  codeAction: string;
  classify: string;
  classifyAgain: string;
  classifyWith: string;
  explain: string;
  /** How long ago a result was found, where that is less than a minute. */
  justNow: string;
  /** The title of a run's progress, in plain text. */
  classifyingFolder(folder: string): string;
  sortingFolder(folder: string): string;
  undoingSort(folder: string): string;
  /** How far a run is, in plain text; what is not known is left out. */
  runProgress(amount: RunAmount): string;
}

/** Numbers and durations as text; `failed` is left out where no image has. */
interface RunAmount {
  done: string;
  total: string;
  /** Whether there may be more images than `total`. */
  isListed: boolean;
  failed?: string;
  imagesPerSecond?: string;
  timeLeft?: string;
}

const languages = {
  en: {
    numbers: 'en',
    classified: (image, predicted) => `**${image}**: **${predicted}**`,
    notClassified: (image, offer) => `**${image}** has not been classified. ${offer}`,
    behind: (label, margin) => `${label}, error +${margin}`,
    evaluations: (count) => `${count} evaluations`,
    notCalibrated: 'not calibrated',
    outcome: (image, labels) => `${image}: ${labels.join(', ')}`,
    classifyImage: (image) => `Classify ${image}`,
    storeTrouble: (trouble) =>
      ({
        memoryOnly: `Results are kept in memory only, until the server ends: ${trouble.reason}`,
        full: `New results are kept in memory only, until there is room: ${trouble.reason}`,
        setAside: `The store of results was damaged. It was begun anew; what it held is in ${trouble.reason}.`,
      })[trouble.kind],
    errorStoreTrouble: (trouble) =>
      ({
        lost: `Images are computed anew each time, as errors are not remembered: ${trouble.reason}`,
        full: `New errors are not remembered until there is room: ${trouble.reason}`,
        setAside: `The store of errors was damaged. It was begun anew; what it held is in ${trouble.reason}.`,
      })[trouble.kind],
    codeAction: 'A code action on this line classifies it.',
    classify: 'Classify it',
    classifyAgain: 'Classify again',
    classifyWith: 'Classify with...',
    explain: 'Explain...',
    justNow: 'just now',
    classifyingFolder: (folder) => `Classifying ${folder}`,
    sortingFolder: (folder) => `Sorting ${folder}`,
    undoingSort: (folder) => `Bringing back what was sorted into ${folder}`,
    runProgress: ({ done, total, isListed, failed, imagesPerSecond, timeLeft }) =>
      [
        isListed ? `${done} of ${total} images` : `${done} of ${total} images found so far`,
        imagesPerSecond && `${imagesPerSecond} a second`,
        timeLeft && `${timeLeft} left`,
        failed && `${failed} failed`,
      ]
        .filter(Boolean)
        .join(', '),
  },
  'zh-cn': {
    numbers: 'zh-CN',
    classified: (image, predicted) => `**${image}**：**${predicted}**`,
    notClassified: (image, offer) => `**${image}** 尚未分类。${offer}`,
    behind: (label, margin) => `${label}，误差 +${margin}`,
    evaluations: (count) => `${count} 次求值`,
    notCalibrated: '未经校准',
    outcome: (image, labels) => `${image}：${labels.join('，')}`,
    classifyImage: (image) => `对 ${image} 分类`,
    storeTrouble: (trouble) =>
      ({
        memoryOnly: `结果仅保存在内存中，直到服务器结束：${trouble.reason}`,
        full: `新结果仅保存在内存中，直到磁盘有空间：${trouble.reason}`,
        setAside: `结果存储已损坏，现已重新建立；原有内容移至 ${trouble.reason}。`,
      })[trouble.kind],
    errorStoreTrouble: (trouble) =>
      ({
        lost: `误差未被保存，因此每次都会重新计算图像：${trouble.reason}`,
        full: `在磁盘有空间之前，不保存新的误差：${trouble.reason}`,
        setAside: `误差存储已损坏，现已重新建立；原有内容移至 ${trouble.reason}。`,
      })[trouble.kind],
    codeAction: '可用此行的代码操作进行分类。',
    classify: '立即分类',
    classifyAgain: '重新分类',
    classifyWith: '使用其他标签分类...',
    explain: '解释...',
    justNow: '刚刚',
    classifyingFolder: (folder) => `正在对 ${folder} 分类`,
    sortingFolder: (folder) => `正在整理 ${folder}`,
    undoingSort: (folder) => `正在撤销对 ${folder} 的整理`,
    runProgress: ({ done, total, isListed, failed, imagesPerSecond, timeLeft }) =>
      [
        isListed ? `${done} / ${total} 张图像` : `${done} / 目前已找到 ${total} 张图像`,
        imagesPerSecond && `每秒 ${imagesPerSecond} 张`,
        timeLeft && `剩余 ${timeLeft}`,
        failed && `${failed} 张失败`,
      ]
        .filter(Boolean)
        .join('，'),
  },
} satisfies Record<string, Strings>;

/** Chinese, unless the tag says that it is written in traditional characters. */
const simplifiedChinese = /^zh(?:$|[-_](?!(?:tw|hk|hant)(?:$|[-_])))/i;

/** The strings of the language that is nearest to a client's `locale`; English without one. */
export function stringsFor(locale = 'en'): Strings {
  return languages[simplifiedChinese.test(locale) ? 'zh-cn' : 'en'];
}
