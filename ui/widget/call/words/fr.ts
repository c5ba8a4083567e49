// French: vouvoiement.

import type { Words } from '../words.ts';

const fr: Words = {
  title: 'Nous appeler',
  about:
    'Vous nous parlez directement depuis votre navigateur. Vous pouvez continuer à écrire et à envoyer des photos.',
  recorded:
    'Les appels sont enregistrés et conservés {n} jours. Une voix vous le rappelle avant la mise en relation.',
  start: 'Démarrer l’appel',
  agree: 'Accepter et appeler',
  instead: 'Être rappelé',
  insecure:
    'Cette page n’est pas servie par une connexion sécurisée (https)\u00a0: le navigateur n’autorise pas le microphone. Nous vous rappellerons volontiers.',
  refused:
    'Votre navigateur n’autorise pas cette page à utiliser le microphone. Veuillez l’autoriser, à gauche de la barre d’adresse, puis réessayer.',
  missing: 'Aucun microphone n’a été trouvé. Veuillez en brancher un, ou demandez à être rappelé.',
  taken: 'Un autre programme semble utiliser votre microphone. Veuillez le fermer puis réessayer.',
  failed: 'L’appel n’a pas abouti. Veuillez réessayer, ou demandez à être rappelé.',
  connecting: 'Connexion…',
  greeting: 'Connecté. Veuillez écouter l’annonce.',
  next: 'Vous êtes la prochaine personne.',
  place: '{n} avant vous.',
  wait: 'Environ {n}\u00a0min.',
  talking: 'En communication',
  held: 'En attente. Merci de rester en ligne.',
  voicemail: 'Veuillez laisser un message après le signal.',
  mute: 'Couper le micro',
  unmute: 'Rétablir le micro',
  hang_up: 'Raccrocher',
  level: 'Niveau du microphone',
  over: 'L’appel est terminé. Merci de votre appel.',
  lost: 'La connexion a été perdue. Nous en sommes désolés.',
  nobody: 'Nous sommes désolés, personne n’a pu prendre votre appel.',
  again: 'Rappeler',
  closed: 'Nous ne prenons pas d’appels en ce moment.',
  back: 'Nous vous rappelons',
  number: 'Numéro de téléphone',
  country: 'Pays',
  when: 'Quand',
  soon: 'Dès que possible',
  ask: 'Demander un rappel',
  done: 'Merci. Nous appellerons le {number}\u00a0: {when}.',
  done_soon: 'Merci. Nous appellerons le {number} dès que ce sera votre tour.',
  close: 'Fermer',
};

export default fr;
