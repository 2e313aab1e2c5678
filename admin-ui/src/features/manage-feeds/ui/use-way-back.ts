import { useLocation } from 'wouter';

/** Back to where in the console somebody came from; to the list, for who came from elsewhere. */
export function useWayBack(): () => void {
  const [, navigate] = useLocation();
  return () => {
    const state: unknown = history.state;
    if (typeof state === 'object' && state !== null && 'inside' in state) history.back();
    else navigate('/manage/feeds');
  };
}
