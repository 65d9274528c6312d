import manifest from '../../../package.json';

export { manifest };

/** A setting as the manifest describes it, as far as tests look at it. */
interface Property {
  type?: string | string[];
  enum?: string[];
  items?: { enum?: string[] };
  scope?: string;
  default?: unknown;
  order?: number;
  markdownDescription?: string;
  markdownEnumDescriptions?: string[];
}

/** All settings, by their full names. */
export const properties: Record<string, Property> = Object.assign(
  {},
  ...manifest.contributes.configuration.map((group) => group.properties),
);
