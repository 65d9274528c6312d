/** What hovers say in one language. Names, labels and links come as Markdown, numbers as text. */
export interface Strings {
  /** BCP 47 tag that numbers are formatted by. */
  numbers: string;
  classified(image: string, predicted: string): string;
  notClassified(image: string, classifyLink: string): string;
  /** `margin` is how much larger the label's error is than the best label's. */
  behind(label: string, margin: string): string;
  evaluations(count: string): string;
  notCalibrated: string;
  classify: string;
  classifyAgain: string;
}

const languages = {
  en: {
    numbers: 'en',
    classified: (image, predicted) => `**${image}**: **${predicted}**`,
    notClassified: (image, classifyLink) => `**${image}** has not been classified. ${classifyLink}`,
    behind: (label, margin) => `${label}, error +${margin}`,
    evaluations: (count) => `${count} evaluations`,
    notCalibrated: 'not calibrated',
    classify: 'Classify it',
    classifyAgain: 'Classify again',
  },
  'zh-cn': {
    numbers: 'zh-CN',
    classified: (image, predicted) => `**${image}**：**${predicted}**`,
    notClassified: (image, classifyLink) => `**${image}** 尚未分类。${classifyLink}`,
    behind: (label, margin) => `${label}，误差 +${margin}`,
    evaluations: (count) => `${count} 次求值`,
    notCalibrated: '未经校准',
    classify: '立即分类',
    classifyAgain: '重新分类',
  },
} satisfies Record<string, Strings>;

/** Chinese, unless the tag says that it is written in traditional characters. */
const simplifiedChinese = /^zh(?:$|[-_](?!(?:tw|hk|hant)(?:$|[-_])))/i;

/** The strings of the language that is nearest to a client's `locale`; English without one. */
export function stringsFor(locale = 'en'): Strings {
  return languages[simplifiedChinese.test(locale) ? 'zh-cn' : 'en'];
}
