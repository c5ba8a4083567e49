// One call's audio: the microphone, the way to the telephone, and what it tells of the call.

/** How a call stands, as the telephone tells it; `place` 1 is next. */
export interface Standing {
  call_id: number;
  phase: 'greeting' | 'waiting' | 'connecting' | 'talking' | 'held' | 'voicemail' | 'ended';
  place?: number;
  wait_s?: number;
  ending?: string;
  /** There will be no call; a text's key. */
  refused?: string;
}

export interface Ends {
  stands(standing: Standing): void;
  /** The way is gone, without a word or after the last one. */
  gone(): void;
}

const GATHERING_MS = 1500;
/** A way that is not there by then never will be: a firewall, a page that sleeps. */
const CONNECTING_MS = 15_000;

export class Leg {
  readonly stream: MediaStream;
  readonly #peer: RTCPeerConnection;
  readonly #voice = new Audio();
  readonly #say: RTCDataChannel;
  readonly #context = new AudioContext();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(512);
  #late = 0;
  #open = true;

  private constructor(stream: MediaStream, relays: RTCIceServer[], ends: Ends) {
    this.stream = stream;
    const peer = new RTCPeerConnection({ iceServers: relays });
    this.#peer = peer;
    this.#say = peer.createDataChannel('call');
    const gone = () => {
      if (!this.#open) return;
      this.close();
      ends.gone();
    };
    this.#say.onmessage = ({ data }) => {
      const standing = JSON.parse(data as string) as Standing;
      ends.stands(standing);
      if (standing.refused || standing.phase === 'ended') gone();
    };
    this.#say.onclose = gone;
    peer.onconnectionstatechange = () => {
      const { connectionState: state } = peer;
      if (state === 'connected') clearTimeout(this.#late);
      if (state === 'failed' || state === 'closed') gone();
    };
    peer.ontrack = ({ streams: [theirs] }) => {
      this.#voice.srcObject = theirs ?? null;
      void this.#voice.play();
    };
    for (const track of stream.getAudioTracks()) peer.addTrack(track, stream);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
    this.#late = window.setTimeout(gone, CONNECTING_MS);
  }

  /** Open the microphone and describe our end. Throws what the browser refuses with. */
  static async open(relays: RTCIceServer[], ends: Ends): Promise<{ leg: Leg; offer: string }> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const leg = new Leg(stream, relays, ends);
    await leg.#peer.setLocalDescription();
    await gathered(leg.#peer);
    return { leg, offer: leg.#peer.localDescription?.sdp ?? '' };
  }

  /** Take the telephone's answer: from here on both are heard. */
  async connect(answer: string): Promise<void> {
    await this.#peer.setRemoteDescription({ type: 'answer', sdp: answer });
  }

  mute(on: boolean): void {
    for (const track of this.stream.getAudioTracks()) track.enabled = !on;
  }

  /** How loud the microphone is, 0 to 1, by the decibels from −60 to 0. */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let power = 1e-9;
    for (const sample of this.#samples) power += (sample * sample) / this.#samples.length;
    return Math.min(1, Math.max(0, 1 + Math.log10(power) / 6));
  }

  /** Hang up. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#late);
    if (this.#say.readyState === 'open') this.#say.send('bye');
    for (const track of this.stream.getTracks()) track.stop();
    this.#voice.srcObject = null;
    void this.#context.close();
    // The last word must leave before the way is closed.
    setTimeout(() => this.#peer.close(), 200);
  }
}

/** Wait until every address of ours is in the description, but not for ever. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  return new Promise(resolve => {
    const look = () => peer.iceGatheringState === 'complete' && resolve();
    peer.addEventListener('icegatheringstatechange', look);
    setTimeout(resolve, GATHERING_MS);
    look();
  });
}
