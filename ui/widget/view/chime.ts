// Two soft notes, made on the spot: no sound file to load.

let audio: AudioContext | undefined;

/** Ring once. Before the first gesture on the page browsers keep silent, and so does this. */
export function chime(): void {
  audio ??= new AudioContext();
  void audio.resume();
  const start = audio.currentTime;
  for (const [delay, pitch] of [
    [0, 880],
    [0.12, 1174.66],
  ] as const) {
    const note = audio.createOscillator();
    const volume = audio.createGain();
    const from = start + delay;
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.12, from + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
    note.connect(volume).connect(audio.destination);
    note.start(from);
    note.stop(from + 0.5);
  }
}
