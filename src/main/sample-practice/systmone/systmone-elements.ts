/**
 * Looking into an element whose children are known by name: any order, and none but those.
 *
 * An element that TPP does not have is refused rather than overlooked: a client that invents one must hear of it here.
 */
import { isLocalDay } from '../diary/days.ts';
import { SystmOneRefusal } from './systmone-refusal.ts';
import type { XmlNode } from './systmone-xml.ts';

/** 'YYYY-MM-DDTHH:MM:SS' on the practice wall; two of them compare as text. */
export type WallText = string;

const WALL_TEXT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

function wallText(text: string, name: string): WallText {
  const day = WALL_TEXT.exec(text)?.[1];
  if (day === undefined || !isLocalDay(day)) {
    throw new SystmOneRefusal(`${name} must be a local date and time as YYYY-MM-DDTHH:MM:SS`);
  }
  return text;
}

export type Elements = ReturnType<typeof elementsOf>;

/** @param repeats which of the names may come more than once */
export function elementsOf(node: XmlNode, known: readonly string[], repeats: readonly string[] = []) {
  const byName = new Map<string, XmlNode[]>();
  for (const child of node.children) {
    const same = byName.get(child.name) ?? [];
    if (!known.includes(child.name))
      throw new SystmOneRefusal(`${node.name} holds an element that is not known there`);
    if (same.length > 0 && !repeats.includes(child.name))
      throw new SystmOneRefusal(`${node.name} may hold ${child.name} once only`);
    byName.set(child.name, [...same, child]);
  }
  if (node.children.length === 0 && node.text.trim() !== '')
    throw new SystmOneRefusal(`${node.name} holds text where elements belong`);
  const one = (name: string): XmlNode | undefined => byName.get(name)?.[0];
  const plain = (child: XmlNode): string => {
    if (child.children.length > 0) throw new SystmOneRefusal(`${child.name} must hold text only`);
    return child.text.trim();
  };
  const optional = (name: string): string | undefined => {
    const child = one(name);
    return child && plain(child);
  };
  const text = (name: string): string => {
    const found = optional(name);
    if (found === undefined || found === '') throw new SystmOneRefusal(`${name} is required`);
    return found;
  };
  return {
    one,
    has: (name: string): boolean => byName.has(name),
    /** '' where it is there and empty */
    optional,
    /** there and not empty */
    text,
    all: (name: string): readonly string[] => (byName.get(name) ?? []).map(plain),
    at: (name: string): WallText => wallText(text(name), name),
    optionalAt: (name: string): WallText | undefined => {
      const found = optional(name);
      return found === undefined || found === '' ? undefined : wallText(found, name);
    },
  };
}
