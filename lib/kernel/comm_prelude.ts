/**
 * The part of the prelude that keeps comms: `Deno.jupyter.comms.registerTarget(name, (comm, message) => …)` for those
 * that a front-end opens, `Deno.jupyter.comms.open(name, data)` for those that a cell opens. Uses `publish` of the
 * prelude, defines `hear`.
 */
export const COMMS = `const comms = new Map(), targets = new Map();
  class Comm {
    constructor(id, target) {
      this.id = id;
      this.target = target;
      comms.set(id, this);
    }
    onMessage = () => {};
    onClose = () => {};
    send(data = {}, { buffers = [], metadata = {} } = {}) {
      publish("comm_msg", { comm_id: this.id, data }, { buffers, metadata });
    }
    close(data = {}) {
      if (comms.delete(this.id)) publish("comm_close", { comm_id: this.id, data });
    }
  }
  Deno.jupyter.comms = {
    registerTarget(name, opened) { targets.set(name, opened); },
    open(target, data = {}, { buffers = [], metadata = {} } = {}) {
      const comm = new Comm(crypto.randomUUID(), target);
      publish("comm_open", { comm_id: comm.id, target_name: target, data }, { buffers, metadata });
      return comm;
    },
  };
  const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const hear = async (type, content, metadata, texts) => {
    const message = { data: content.data ?? {}, metadata, buffers: texts.map(bytes) };
    const comm = comms.get(content.comm_id);
    if (type === "comm_msg") return await comm?.onMessage(message);
    if (type === "comm_close") {
      comms.delete(content.comm_id);
      return await comm?.onClose(message);
    }
    const opened = targets.get(content.target_name);
    if (opened === undefined) {
      return publish("comm_close", { comm_id: content.comm_id, data: {} });
    }
    await opened(new Comm(content.comm_id, content.target_name), message);
  };`;
