// Spanish: usted.

import type { Words } from '../words.ts';

const es: Words = {
  title: 'Llámenos',
  about: 'Hable con nosotros desde su navegador. Puede seguir escribiendo y enviando fotos.',
  recorded:
    'Las llamadas se graban y se conservan {n} días. Una voz se lo recuerda antes de atenderle.',
  start: 'Iniciar la llamada',
  agree: 'Aceptar y llamar',
  instead: 'Prefiero que me llamen',
  insecure:
    'Esta página no usa una conexión segura (https) y el navegador no permite el micrófono. Con gusto le llamaremos.',
  refused:
    'Su navegador no permite que esta página use el micrófono. Permítalo a la izquierda de la barra de direcciones e inténtelo de nuevo.',
  missing: 'No encontramos ningún micrófono. Conecte uno o pídanos que le llamemos.',
  taken: 'Parece que otro programa está usando su micrófono. Ciérrelo e inténtelo de nuevo.',
  failed: 'No se pudo establecer la llamada. Inténtelo de nuevo o pídanos que le llamemos.',
  connecting: 'Conectando…',
  greeting: 'Conectado. Escuche el aviso, por favor.',
  next: 'Es el siguiente.',
  place: '{n} antes que usted.',
  wait: 'Unos {n} min.',
  talking: 'En llamada',
  held: 'En espera. No cuelgue, por favor.',
  voicemail: 'Deje un mensaje después de la señal, por favor.',
  mute: 'Silenciar',
  unmute: 'Activar el micrófono',
  hang_up: 'Colgar',
  level: 'Nivel del micrófono',
  over: 'La llamada ha terminado. Gracias por llamar.',
  lost: 'Se perdió la conexión. Lo sentimos.',
  nobody: 'Lamentamos que nadie haya podido atender su llamada.',
  again: 'Llamar de nuevo',
  closed: 'Ahora no atendemos llamadas.',
  back: 'Le llamamos',
  number: 'Número de teléfono',
  country: 'País',
  when: 'Cuándo',
  soon: 'Lo antes posible',
  ask: 'Pedir una llamada',
  done: 'Gracias. Llamaremos al {number}: {when}.',
  done_soon: 'Gracias. Llamaremos al {number} en cuanto sea su turno.',
  close: 'Cerrar',
};

export default es;
