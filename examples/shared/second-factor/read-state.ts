import { prisma } from '../database/client.js';

export interface SecondFactorState {
  isOn: boolean;
  /** The key to show, while it is being set up. The one that is in use is never told. */
  offer: Uint8Array | null;
}

export async function readState(userId: string): Promise<SecondFactorState> {
  const { totpKey, totpOffer } = await prisma.user.findUniqueOrThrow({
    where: { id: userId },
    select: { totpKey: true, totpOffer: true },
  });
  return { isOn: totpKey !== null, offer: totpKey === null ? totpOffer : null };
}
