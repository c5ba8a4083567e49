// The shape of what is coming, where it will be.

import './skeleton.css';

/** A bar as wide as the text it stands for (any CSS length). */
export function Bar({ width, height = '0.8em' }: { width: string; height?: string }) {
  return <span class="skeleton" style={{ width, height }} />;
}

export function Disc({ size }: { size: number }) {
  return (
    <span class="skeleton skeleton-disc" style={{ width: `${size}px`, height: `${size}px` }} />
  );
}
