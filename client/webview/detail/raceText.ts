import * as l10n from '@vscode/l10n';
import { countText } from '../charts/amounts';
import type { Race } from './race';

/** The race in words: when most labels left, how long it took, and what that spared. */
export function raceText(race: Race): string[] {
  const labels = countText(race.labels);
  const left = firstToLeave(race);
  const spent =
    race.planned === undefined
      ? l10n.t('{0} evaluations were needed.', countText(race.evaluations))
      : l10n.t(
          '{0} of {1} evaluations were needed.',
          countText(race.evaluations),
          countText(race.planned),
        );
  if (!left) {
    return [
      l10n.t('All {0} labels were evaluated on {1} samples.', labels, countText(race.samples)),
      spent,
    ];
  }
  const counts = [
    countText(left.labels),
    labels,
    countText(left.samples),
    countText(race.samples),
  ] as const;
  return [
    race.isDecided
      ? l10n.t(
          '{0} of {1} labels had left after {2} samples, and the race ended after {3}.',
          ...counts,
        )
      : l10n.t(
          '{0} of {1} labels had left after {2} samples, and the race ended undecided after {3}.',
          ...counts,
        ),
    spent,
  ];
}

/** When half of the labels had left, or all that ever did, before the race ended. */
function firstToLeave(race: Race): { samples: number; labels: number } | undefined {
  let gone = 0;
  let found: { samples: number; labels: number } | undefined;
  for (const { samples, labels } of race.leavings) {
    if (samples >= race.samples) break;
    gone += labels;
    found = { samples, labels: gone };
    if (gone >= race.labels / 2) break;
  }
  return found;
}
