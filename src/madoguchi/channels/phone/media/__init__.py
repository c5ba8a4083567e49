"""Audio: G.711 over RTP, prompts, tones, recording, and the browser's leg. Knows no call flow."""
