import type { TopLevelSpec } from 'vega-lite';
import { confusionMatrix, reliabilityDiagram } from '../charts';
import type { RunReport } from '../protocol';
import { countText, percentText } from './wording';

/** A chart of a report; {@link toSvg} draws it. */
export interface ReportChart {
  name: 'confusion' | 'reliability';
  /** What it shows, for who cannot see it. */
  alt: string;
  spec: TopLevelSpec;
}

/** None without right labels. */
export function reportCharts({ model, labels, measured }: RunReport): ReportChart[] {
  if (!measured?.accuracy) return [];
  const { accuracy, confusion, calibration } = measured;
  const charts: ReportChart[] = [
    {
      name: 'confusion',
      alt: 'Confusion matrix',
      spec: confusionMatrix(confusion, labels, {
        title: `${model}: what was predicted`,
        subtitle: `${countText(accuracy.of)} images, ${percentText(accuracy.share)} right`,
      }),
    },
  ];
  if (calibration) {
    charts.push({
      name: 'reliability',
      alt: 'Reliability diagram',
      spec: reliabilityDiagram(calibration.bins, {
        title: `${model}: how often answers are right`,
        subtitle: `${countText(accuracy.of)} images, calibration error ${calibration.error.toFixed(3)}`,
      }),
    });
  }
  return charts;
}
