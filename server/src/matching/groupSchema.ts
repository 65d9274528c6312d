import * as z from 'zod';
import { describeIssues } from '../describeIssues';

const longestList = 100;
const name = z.string().min(1).max(32_767);
const caption = z.string().trim().min(1, 'expected at least one character').max(2_000);
const id = z.union([z.string().min(1), z.number()]).transform(String);
const tag = z.union([z.string(), z.array(z.string())]);

/** A line of our own form: lists of any length. */
const listed = z
  .object({
    id: id.optional(),
    images: z.array(name).min(1).max(longestList),
    captions: z.array(caption).min(1).max(longestList),
    tag: tag.optional(),
    tags: tag.optional(),
  })
  .transform(({ id, images, captions, tag = [], tags = [] }) => ({
    id,
    images,
    captions,
    tags: [tag, tags].flat(),
  }));

/** A line of Winoground's examples.jsonl. */
const winoground = z
  .object({
    id,
    image_0: name,
    image_1: name,
    caption_0: caption,
    caption_1: caption,
    collapsed_tag: z.string().optional(),
    tag: z.string().optional(),
    secondary_tag: z.string().optional(),
  })
  .transform(({ id, collapsed_tag, tag, secondary_tag, ...pairs }) => ({
    id,
    images: [pairs.image_0, pairs.image_1],
    captions: [pairs.caption_0, pairs.caption_1],
    tags: [collapsed_tag, tag, secondary_tag].filter((one) => one !== undefined),
  }));

type ReadGroup = z.output<typeof listed>;

/** @returns the group, or what is wrong with it, field by field. */
export function readGroup(value: Record<string, unknown>): ReadGroup | { problem: string } {
  const parsed = ('image_0' in value ? winoground : listed).safeParse(value);
  if (!parsed.success) return { problem: describeIssues(parsed.error) };
  const tags = [...new Set(parsed.data.tags.map((one) => one.trim()))].filter((one) => one !== '');
  return { ...parsed.data, tags };
}
