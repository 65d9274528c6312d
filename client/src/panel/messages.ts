/**
 * What the results panel and the extension say to each other. Types alone: the one side runs in a
 * browser, the other in the extension host.
 */
import type {
  ClassifyResult,
  ExplainResult,
  LabelRequest,
  ReviewCounts,
  ReviewedImage,
  RunProgress,
  RunReport,
  RunRowsPage,
  RunRowsParams,
  RunSummary,
} from '../../../server/src/protocol';

/** An image that was classified by itself. */
export interface SingleImage {
  /** `file:` URI, or of the file system that it comes from. */
  uri: string;
  /** File name. */
  name: string;
  /** What the panel can load it from, where a browser can show its format. */
  source?: string;
}

/** What the panel shows. Comes when it has said that it is ready, and whenever something changes. */
export type PanelState =
  | {
      kind: 'run';
      run: RunSummary;
      /** The newest figures while it goes on; its rows come apart from them. */
      progress?: Omit<RunProgress, 'rows'>;
      reviews: ReviewCounts;
      /** What the panel can load images of the run from: this, `/`, and the encoded path of a row. */
      imageBase: string;
      /** What keeps the run from going on, in the language of the editor; missing where nothing does. */
      trouble?: { message: string; canRestart: boolean };
    }
  | {
      kind: 'image';
      image: SingleImage;
      labels: string[];
      trouble?: { message: string; canRestart: boolean };
    }
  /** There is nothing to show: the run was removed, or nobody can be asked about it. */
  | { kind: 'nothing'; trouble: { message: string; canRestart: boolean } };

/** What the panel asks, by name: what it gives, and what it gets. */
export interface PanelRequests {
  rows: { params: Omit<RunRowsParams, 'run'>; result: RunRowsPage };
  report: { params: null; result: RunReport };
  /** With the samples and errors of the race. Without an image it is the panel's own. */
  image: { params: { image?: string }; result: ClassifyResult };
  explain: { params: { image?: string; labels: [string, string] }; result: ExplainResult };
  /** For what a browser cannot show, or would take long to: a `data:` URI. */
  thumbnail: { params: { image?: string; size: number }; result: { source: string } };
  review: { params: { reviews: ReviewedImage[] }; result: ReviewCounts };
  /** Something that VS Code does, or asks for by itself. */
  act: { params: { action: PanelAction; image?: string }; result: null };
}

export type PanelAction =
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  | 'saveReport'
  | 'export'
  | 'exportReviews'
  /** Into a folder for each label: as predicted, or by review. */
  | 'sort'
  | 'sortReviewed'
  | 'undoSort'
  | 'revealFolder'
  | 'openImage'
  | 'revealImage'
  | 'copyResult'
  | 'restartServer'
  | 'showLog';

export type PanelMethod = keyof PanelRequests;

/** From the panel. */
export type ToExtension =
  | { kind: 'ready' }
  | {
      [M in PanelMethod]: {
        kind: 'request';
        id: number;
        method: M;
        params: PanelRequests[M]['params'];
      };
    }[PanelMethod]
  /** Its answer is not waited for any more. */
  | { kind: 'cancel'; id: number };

/** To the panel. */
export type ToPanel =
  | { kind: 'state'; state: PanelState }
  /** Rows may be others than before: at most once a second. */
  | { kind: 'rowsChanged' }
  | { kind: 'answer'; id: number; result: unknown }
  /** For people, in their language. */
  | { kind: 'failure'; id: number; message: string; code: string }
  /** What VS Code's keybinding or menu asks of the panel that is looked at. */
  | { kind: 'focus'; part?: 'explanation' };

/** What a panel is about. */
export type PanelSubject = { run: string } | { image: string; labels: LabelRequest[] };

/** What the page is given before its first message: in the element `#settings`, as JSON. */
export interface PanelSettings {
  /** As in `lang`: `en`, `zh-cn`. */
  language: string;
  /** Translations by the English text; none for English. */
  texts: Record<string, string>;
  /**
   * The page keeps it in its state, as `subject`, from its start on: after a reload VS Code gives the
   * extension nothing but that state to make the panel again from.
   */
  subject: PanelSubject;
}
