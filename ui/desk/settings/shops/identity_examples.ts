// How a shop's own server says who is signed in, in three languages of servers. Tested by running.

export interface Example {
  id: string;
  label: string;
  code: string;
}

const NODE = `import { createHmac } from 'node:crypto';

function identity(secret, customer) {
  const claim = {
    external_id: customer.id,
    name: customer.name,
    email: customer.email,
    exp: Math.floor(Date.now() / 1000) + 24 * 3600,
  };
  const body = Buffer.from(JSON.stringify(claim)).toString('base64url');
  const signature = createHmac('sha256', secret).update(body).digest('base64url');
  return \`\${body}.\${signature}\`;
}
`;

const PYTHON = `import hashlib, hmac, json, time
from base64 import urlsafe_b64encode


def identity(secret: str, customer: dict) -> str:
    claim = {
        "external_id": customer["id"],
        "name": customer["name"],
        "email": customer["email"],
        "exp": int(time.time()) + 24 * 3600,
    }
    body = urlsafe_b64encode(json.dumps(claim).encode()).rstrip(b"=")
    signature = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return (body + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()
`;

const PHP = `<?php
function base64url(string $bytes): string {
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function identity(string $secret, array $customer): string {
    $claim = [
        'external_id' => (string) $customer['id'],
        'name' => $customer['name'],
        'email' => $customer['email'],
        'exp' => time() + 24 * 3600,
    ];
    $body = base64url(json_encode($claim));
    return $body . '.' . base64url(hash_hmac('sha256', $body, $secret, true));
}
`;

export const EXAMPLES: readonly Example[] = [
  { id: 'node', label: 'Node.js', code: NODE },
  { id: 'python', label: 'Python', code: PYTHON },
  { id: 'php', label: 'PHP', code: PHP },
];
