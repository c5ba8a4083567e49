// The microphone and the line to the telephone: one call at a time, in this tab.

import { signal } from '@preact/signals';
import { recall, remember } from '@shared/storage';

const GATHERING = 1500;
const POOR_SHARE = 0.03;
const LOOK = 2000;

interface Devices {
  microphone: string;
  /** Where the caller is heard; empty: wherever the browser sounds. */
  speaker: string;
  /** No echo cancellation, no noise suppression, no levelling: the headset does it. */
  plain: boolean;
}

const KEY = 'madoguchi.phone.devices';

export const devices = signal<Devices>({
  speaker: '',
  ...recall<Partial<Devices>>(KEY, {}),
} as Devices);
/** How loud the microphone is, 0 to 1. */
export const level = signal(0);
export const muted = signal(false);
/** Whether more than a few packets are lost, on the way here or from here. */
export const poor = signal(false);

/** What plays the caller's voice; in the page, so that the browser lets it play. */
export const voice = document.createElement('audio');
voice.autoplay = true;
voice.className = 'phone-voice';
voice.hidden = true;
document.body.append(voice);

/** Whether the browser lets one choose where callers are heard. */
export const choosesSpeaker = 'setSinkId' in HTMLMediaElement.prototype;

function sound(): void {
  // A speaker that is gone leaves the browser's own, which is heard as well.
  if (choosesSpeaker) void voice.setSinkId(devices.peek().speaker).catch(() => {});
}
sound();

/** Take devices up, in a call that goes on too. */
export async function choose(wanted: Partial<Devices>): Promise<void> {
  devices.value = { ...devices.peek(), ...wanted };
  remember(KEY, devices.peek());
  if ('speaker' in wanted) sound();
  else await talking?.change();
}

/** Open the microphone as it is wanted. Throws where the browser refuses. */
export function microphone(): Promise<MediaStream> {
  const { microphone: id, plain } = devices.peek();
  return navigator.mediaDevices.getUserMedia({
    audio: {
      deviceId: id ? { ideal: id } : undefined,
      echoCancellation: !plain,
      noiseSuppression: !plain,
      autoGainControl: !plain,
    },
  });
}

/** The leg that speaks now. */
let talking: Leg | null = null;

/**
 * One end of a connection to the telephone. It is connected in silence while it rings, and speaks
 * as soon as somebody answers.
 */
export class Leg {
  readonly #peer: RTCPeerConnection;
  readonly #sender: RTCRtpSender;
  #stream: MediaStream;
  #meter: Meter | null = null;
  #looking = 0;
  #theirs: MediaStream | null = null;

  private constructor(peer: RTCPeerConnection, sender: RTCRtpSender, stream: MediaStream) {
    this.#peer = peer;
    this.#sender = sender;
    this.#stream = stream;
  }

  /** Open the microphone and describe our end; give the description to the telephone. */
  static async open(relays: RTCIceServer[]): Promise<{ leg: Leg; offer: string }> {
    const stream = await microphone();
    const peer = new RTCPeerConnection({ iceServers: relays });
    const { sender } = peer.addTransceiver('audio', { direction: 'sendrecv' });
    await peer.setLocalDescription();
    await gathered(peer);
    const leg = new Leg(peer, sender, stream);
    peer.ontrack = ({ streams: [theirs], track }) => {
      leg.#theirs = theirs ?? new MediaStream([track]);
      voice.srcObject = leg.#theirs;
    };
    return { leg, offer: peer.localDescription?.sdp ?? '' };
  }

  /** Take the telephone's answer: from here on we hear. */
  async connect(answer: string): Promise<void> {
    await this.#peer.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  /** Whether the way to the telephone is lost. */
  get lost(): boolean {
    return ['failed', 'closed', 'disconnected'].includes(this.#peer.connectionState);
  }

  /** Speak: from here on we are heard. */
  async speak(): Promise<void> {
    muted.value = false;
    talking = this;
    await this.#sender.replaceTrack(this.#stream.getAudioTracks()[0] ?? null);
    this.#meter = new Meter(this.#stream);
    this.#looking = window.setInterval(() => void this.#look(), LOOK);
  }

  /** Take another microphone, as it has been chosen. */
  async change(): Promise<void> {
    const before = this.#stream;
    this.#stream = await microphone();
    this.mute(muted.peek());
    await this.#sender.replaceTrack(this.#stream.getAudioTracks()[0] ?? null);
    for (const track of before.getTracks()) track.stop();
    this.#meter?.close();
    this.#meter = new Meter(this.#stream);
  }

  mute(on: boolean): void {
    for (const track of this.#stream.getAudioTracks()) track.enabled = !on;
    muted.value = on;
  }

  close(): void {
    if (talking === this) talking = null;
    clearInterval(this.#looking);
    this.#meter?.close();
    this.#peer.close();
    for (const track of this.#stream.getTracks()) track.stop();
    if (voice.srcObject === this.#theirs) voice.srcObject = null;
    poor.value = false;
  }

  #lost = 0;
  #received = 0;

  async #look(): Promise<void> {
    let bad = false;
    for (const report of (await this.#peer.getStats()).values()) {
      if (report.type === 'inbound-rtp') {
        const lost = report.packetsLost - this.#lost;
        const received = report.packetsReceived - this.#received;
        this.#lost = report.packetsLost;
        this.#received = report.packetsReceived;
        bad ||= received === 0 || lost / (lost + received) > POOR_SHARE;
      } else if (report.type === 'remote-inbound-rtp') {
        bad ||= report.fractionLost > POOR_SHARE; // as the telephone hears us
      }
    }
    poor.value = bad;
  }
}

/** Shows how loud a microphone is, for as long as it is open. */
export class Meter {
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(1024);
  #frame = 0;

  constructor(stream: MediaStream) {
    this.#analyser.fftSize = 1024;
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#measure();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    void this.#context.close();
    level.value = 0;
  }

  #measure = (): void => {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let power = 0;
    for (const sample of this.#samples) power += sample * sample;
    // Decibels from −60 to 0 as 0 to 1: loudness is heard by its logarithm.
    const decibels = 10 * Math.log10(power / this.#samples.length + 1e-9);
    level.value = Math.min(1, Math.max(0, (decibels + 60) / 60));
    this.#frame = requestAnimationFrame(this.#measure);
  };
}

/** Wait until every address of ours is in the description, but not for ever. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise(resolve => {
    const late = setTimeout(resolve, GATHERING);
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(late);
      resolve();
    });
  });
}
