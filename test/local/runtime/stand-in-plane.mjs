// In the plane's place: answers everything, and ends by itself when it is told to (GET /end).
import { createServer } from 'node:http';

createServer((request, response) => {
  response.end('{}');
  if (request.url === '/end') process.exit(7);
}).listen(Number(process.env.PLANE_PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
