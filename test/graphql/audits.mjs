// What GraphQL over HTTP asks of a server, as graphql-http judges it: node audits.mjs PORT
import { serverAudits } from 'graphql-http';
import { assert, holds, verdict } from './cases.mjs';

const audits = serverAudits({ url: `http://127.0.0.1:${process.argv[2]}/graphql`, fetchFn: fetch });

assert.ok(audits.length > 50);
for (const audit of audits) {
    await holds(`${audit.id} ${audit.name}`, async () => {
        const found = await audit.fn();
        assert.equal(found.status, 'ok', found.reason);
    });
}
verdict();
