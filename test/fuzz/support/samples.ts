/** A token like any other, but always the same, so that a run can be repeated. */
export const sampleToken = `k7q2m5xw3zc4nb6tjdhyragf.${'Qh4-_x9Z'.repeat(5)}aB0`;

/** Inputs to begin with, by target. The lines of one are what the target says. */
export const seeds: Record<string, readonly string[]> = {
  token: [sampleToken, `${'a'.repeat(24)}.${'A'.repeat(43)}`, sampleToken.slice(0, 24), sampleToken.slice(25), ''],
  cookie: [
    `__Host-session=${sampleToken}`,
    `theme=dark; __Host-session=${sampleToken};\tlang=de`,
    `__Secure-session=${sampleToken}; s=${sampleToken}`,
    `session="${sampleToken}"; __host-session=x; __Host-session=a=b`,
    'a=b\nc="d"\nsid\nstrict\nexample.com\n/app\ntrue',
    'a=b\nc=%64\nsession\nlax\n-\n/\nfalse',
    '; =;\n\n-\nnone',
  ],
  origin: [
    'https://app.example\napp.example\n-\nPOST\nhttps',
    'http://localhost:3000\nlocalhost:3000',
    'https://app.example:443\napp.example\n-\nDELETE\nhttp\nhttps://admin.example',
    'https://admin.example\napp.example\ncross-site\nPUT\nhttps\nhttps://admin.example',
    'https://xn--bcher-kva.example\nb\u00fccher.example\n-\nPATCH',
    'http://[::1]:8080\n[0:0::1]:8080\n-\npost',
    'https://127.0.0.1\n127.1\nsame-origin\nGET',
    'null\napp.example\nsame-site\nHEAD',
  ],
};

/** What a mutation may put in as a whole, by target. */
export const words: Record<string, readonly string[]> = {
  token: ['.', '=', '%2E', '%2e', '\n', ' ', '\0', '+', '/', '-', '_', 'a2', 'A', '\u00e9', '\uff41', '\u0131', '\u212a', sampleToken],
  cookie: [
    '__Host-session', '__Secure-session', '__host-session', 'session', 's', '=', ';', '; ', '\t', ' ', '"', '%3D', '%20', '\u00a0',
    '\0', '\n', '\r\n', ',', '__Host-', '__Secure-', '__Http-', 'Domain=', 'lax', 'strict', 'none', 'false', '-', '/', sampleToken,
  ],
  origin: [
    'https://', 'http://', 'HTTPS://', 'file://', 'null', '://', ':443', ':80', ':0', ':65535', ':65536', '@', '/', '\\', '?', '#',
    '.', '%2e', '%41', '[::1]', '[::ffff:127.0.0.1]', '127.0.0.1', '0x7f.1', '2130706433', 'xn--', '\u00fc', '\uff41', '\u3002', '\u00ad',
    '\u200b', '\0', '\n', '-', 'same-origin', 'same-site', 'cross-site', 'none', 'GET', 'get', 'HEAD', 'OPTIONS', 'TRACE', 'POST',
    '\u0131', '\u017f', '\u212a', 'app.example', 'localhost', 'https',
  ],
};
