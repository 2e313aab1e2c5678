import type { editing as english } from './editing.en.js';

export const editing: Readonly<Record<keyof typeof english, string>> = {
  'editing.also': 'Auch an diesem Pult',
  'editing.since': '{name}, hier seit {time}',
  'editing.more_one': 'und 1 weitere Person',
  'editing.more_other': 'und {count} weitere',
  'editing.somebody': 'Jemand',
  'editing.ownTab': 'Du (anderer Tab)',
  'editing.mine': 'Das Pult gehört dir',
  'editing.giveBack': 'Abgeben',
  'editing.free': 'Das Pult ist frei',
  'editing.lock': 'Wer das Pult hat',
  'editing.held': '{name} hat dieses Pult seit {time}.',
  'editing.heldHelp': 'Du siehst alles, wie es geschieht. Willst du selbst etwas drücken, übernimm das Pult.',
  'editing.inVain': 'Diese Taste hat nichts getan: {name} hat das Pult.',
  'editing.keys': 'Ein Pult, das jemand anderes hat',
  'editing.takeOver': 'Übernehmen',
  'editing.ask': 'Von {name} übernehmen?',
  'editing.askHelp':
    '{name} erfährt es sofort und kann nichts mehr drücken, bis das Pult zurückgenommen wird. Was vorher gedrückt wurde, geht noch hinaus.',
  'editing.lost': '{name} hat dieses Pult um {time} übernommen.',
  'editing.lostWaiting_one':
    'Eine deiner Tasten ist noch nicht hinausgegangen. Verloren ist sie nicht: Sie steht weiter in der Liste der wartenden.',
  'editing.lostWaiting_other':
    '{count} deiner Tasten sind noch nicht hinausgegangen. Verloren sind sie nicht: Sie stehen weiter in der Liste der wartenden.',
  'editing.takeBack': 'Zurückholen',
  'editing.freeAgain': 'Das Pult ist wieder frei: Mit deiner nächsten Taste gehört es dir.',
  'editing.read': 'In Ordnung',
  'editing.editors': 'Am Pult: {names}',
  'editing.viewers_one': '{shown} Person schaut zu',
  'editing.viewers_other': '{shown} schauen zu',
};
