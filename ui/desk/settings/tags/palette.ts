// The colours a tag may have: few, told apart by most eyes, and visible on light and dark paper
// (3 : 1 or better, WCAG 2.2, 1.4.11).

export const TAG_COLORS = [
  { name: 'blue', value: '#4a78c8' },
  { name: 'teal', value: '#208a8c' },
  { name: 'green', value: '#43894a' },
  { name: 'olive', value: '#7f7f2c' },
  { name: 'amber', value: '#a77a17' },
  { name: 'orange', value: '#c4682f' },
  { name: 'red', value: '#d0524e' },
  { name: 'pink', value: '#c45a90' },
  { name: 'purple', value: '#8c6ac6' },
  { name: 'grey', value: '#757b84' },
] as const;
