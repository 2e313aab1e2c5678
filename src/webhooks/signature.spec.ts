import { newSecret, signatureHeaders } from './signature.js';

describe('the signature of a message', () => {
  it('is that of the published example of Standard Webhooks', () => {
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestampSeconds: 1614265330,
      body: '{"test": 2432232314}',
    };
    expect(signatureHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('stands once for each secret, newest first, and secrets are new each time', () => {
    const [one, two] = [newSecret(), newSecret()];
    expect(one).not.toBe(two);
    const signed = { id: 'm', timestampSeconds: 1, body: '{}' };
    const alone = [one, two].map((secret) => signatureHeaders(signed, [secret])['webhook-signature']);
    expect(signatureHeaders(signed, [one, two])['webhook-signature']).toBe(alone.join(' '));
  });
});
