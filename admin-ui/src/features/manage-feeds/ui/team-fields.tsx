import { Autocomplete, Button, ColorInput, FileButton, Group, Textarea, TextInput } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import type { Side } from '../../../shared/feed/teams.js';
import { useText } from '../../../shared/i18n/language.js';
import type { TeamDraft } from '../model/draft.js';
import { readRoster } from '../model/roster.js';
import { exportTeam, importTeam } from '../model/team-presets.js';
import { saveFile } from './save-file.js';
import type { FieldsProps } from './feed-fields.js';
import classes from './feed-form.module.css';

const SWATCHES = [
  '#c8102e',
  '#f26522',
  '#fdb913',
  '#0b7a4b',
  '#75aadb',
  '#1d4ed8',
  '#21304d',
  '#6d28d9',
  '#111827',
  '#ffffff',
];
/** Names that are offered at once. */
const OFFERED = 8;

interface TeamFieldsProps extends FieldsProps {
  readonly side: Side;
  readonly presets: ReadonlyMap<string, TeamDraft>;
}

/** One side of a match. */
export function TeamFields({ draft, faults, set, side, presets }: TeamFieldsProps): ReactNode {
  const t = useText();
  const team = draft[side];
  const picked = useRef<string>(undefined);
  const change = (part: Partial<TeamDraft>): void => set({ [side]: { ...team, ...part } });
  const persons = draft.kind === 'tennis';
  const roster = readRoster(team.players);
  const title = t(persons ? (side === 'home' ? 'feedForm.first' : 'feedForm.second') : `feedForm.${side}`);
  return (
    <div className={classes['team']} role="group" aria-label={title} data-side={side}>
      <h3 className={classes['side']}>{title}</h3>
      <Autocomplete
        label={t('feedForm.team')}
        {...(presets.size > 0 && !persons ? { description: t('feedForm.teamHelp') } : {})}
        data={[...presets.keys()]}
        limit={OFFERED}
        maxLength={100}
        autoComplete="off"
        value={team.name}
        error={faults[`config.${side}.name`]}
        onOptionSubmit={(name) => {
          picked.current = name;
        }}
        onChange={(name) => {
          // A team that was chosen comes whole; one that is typed comes letter by letter.
          change((picked.current === name && presets.get(name)) || { name });
          picked.current = undefined;
        }}
      />
      <Group grow align="start" wrap="nowrap" gap="sm">
        <TextInput
          label={t('feedForm.code')}
          maxLength={12}
          autoComplete="off"
          value={team.code}
          error={faults[`config.${side}.code`]}
          onChange={(event) => change({ code: event.currentTarget.value })}
        />
        <ColorInput
          label={t('feedForm.color')}
          fixOnBlur={false}
          swatches={SWATCHES}
          withEyeDropper={false}
          popoverProps={{ withinPortal: true }}
          value={team.color}
          error={faults[`config.${side}.color`]}
          onChange={(color) => change({ color })}
        />
      </Group>
      {!persons && (
        <Textarea
          label={t('feedForm.players')}
          description={t('feedForm.playersHelp')}
          autosize
          minRows={3}
          maxRows={14}
          spellCheck={false}
          value={team.players}
          error={faults[`config.${side}.players`]}
          onChange={(event) => change({ players: event.currentTarget.value })}
        />
      )}
      <TeamFile
        team={team}
        count={persons ? undefined : roster.players.length}
        onLoaded={(loaded) => set({ [side]: loaded })}
      />
    </div>
  );
}

interface TeamFileProps {
  readonly team: TeamDraft;
  readonly count: number | undefined;
  readonly onLoaded: (team: TeamDraft) => void;
}

/** Takes a team to another feed, or another installation. */
function TeamFile({ team, count, onLoaded }: TeamFileProps): ReactNode {
  const t = useText();
  const [fault, setFault] = useState(false);
  const load = async (file: File | null): Promise<void> => {
    if (!file) return;
    const loaded = importTeam(await file.text());
    setFault(!loaded);
    if (loaded) onLoaded(loaded);
  };
  return (
    <>
      <div className={classes['files']}>
        <span role="status">{count !== undefined && count > 0 && t('feedForm.playerCount', { count })}</span>
        <FileButton accept="application/json,.json" onChange={(file) => void load(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="subtle" color="gray">
              {t('feedForm.loadTeam')}
            </Button>
          )}
        </FileButton>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          disabled={team.name.trim() === ''}
          onClick={() => saveFile(`${team.name.trim()}.json`, exportTeam(team), 'application/json')}
        >
          {t('feedForm.saveTeam')}
        </Button>
      </div>
      {fault && (
        <p role="alert" className={classes['fault']}>
          {t('feedForm.loadTeamFailed')}
        </p>
      )}
    </>
  );
}
