// The keys of certificates that Envoy and phones take: what `gate check`, the policies and admission hold them to.

/** Sizes of RSA, in bits. */
export const rsaSizes: readonly number[] = [2048, 3072, 4096];

/** Names that OpenSSL has for P-256 and P-384. */
export const curves = ["prime256v1", "secp384r1"] as const;

export const tlsKeys = "RSA of 2048, 3072 or 4096 bits, P-256 or P-384";
