// Every subscriber hears what the publisher says; as bun's documentation does it.
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.argv[2]),
  fetch(request, server) {
    const publishes = new URL(request.url).pathname === "/publish";
    if (server.upgrade(request, { data: { publishes } })) return;
    return new Response("a WebSocket is expected", { status: 426 });
  },
  websocket: {
    idleTimeout: 0,
    open(socket) {
      if (!socket.data.publishes) socket.subscribe("e");
    },
    message(socket, text) {
      server.publish("e", text);
    },
  },
});
