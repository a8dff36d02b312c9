/** Which part of a scrolling box is in sight. Rounded to steps, so that scrolling draws again only now and then. */
import { type RefObject, useLayoutEffect, useState } from 'react';

export interface BoxInSight {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const STEP_PX = 120;
const step = (px: number): number => Math.floor(px / STEP_PX) * STEP_PX;

export function useBoxInSight(box: RefObject<HTMLElement | null>): BoxInSight {
  const [inSight, setInSight] = useState<BoxInSight>({ left: 0, top: 0, width: 1_200, height: 800 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () =>
      setInSight((before) => {
        const next = {
          left: step(element.scrollLeft),
          top: step(element.scrollTop),
          width: element.clientWidth,
          height: element.clientHeight,
        };
        const isSame =
          before.left === next.left &&
          before.top === next.top &&
          before.width === next.width &&
          before.height === next.height;
        return isSame ? before : next;
      });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box]);
  return inSight;
}
