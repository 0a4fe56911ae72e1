"use strict";
/* A subscriber to assayd that misses nothing: live messages, healed through replay.
 *
 *     const { Subscriber } = require("./assayd_client");
 *     const subscriber = new Subscriber("ipc:///run/assayd/items.sock",
 *                                       "ipc:///run/assayd/replay.sock", { prefix: "item/" });
 *     for await (const message of subscriber)
 *         console.log(message.sequence, message.data.data.item.title);
 *
 * Within the daemon's retention window every message of the prefix arrives once, in order on each
 * topic: what comes live behind a gap waits until replay has filled it. A publisher that is silent is
 * connected to anew. It knows docs/wire.md and zeromq from npm, nothing else. */
const zmq = require("zeromq");

const VERSION = 1n;
const HEARTBEAT = "sys/heartbeat/";
const SILENCE = 3000;  // ms without a heartbeat
const REOPEN = 30000;  // ms between attempts to connect anew, at most
const PATIENCE = 5000; // ms to wait for a page of the past

const now = () => performance.now();

class Message {
    constructor(topic, header, body) {
        const word = (index) => Number(header.readBigUInt64BE(8 * index));
        this.topic = topic;
        this.epoch = header.readBigUInt64BE(8); // uses all its bits, as the others do not
        [this.sequence, this.previous, this.time] = [word(2), word(3), word(4)];
        this.body = body;
    }

    get data() {
        return JSON.parse(this.body);
    }

    /* null for a message of another version. */
    static of([topic, header, body]) {
        const known = body && header.length >= 40 && header.readBigUInt64BE(0) === VERSION;
        return known ? new Message(topic.toString(), header, body) : null;
    }
}

/* null when nothing came in time. */
async function receive(socket, ms) {
    socket.receiveTimeout = Math.max(0, Math.ceil(ms));
    try {
        return await socket.receive();
    } catch (error) {
        if (error.code === "EAGAIN") return null;
        throw error;
    }
}

/* Pages of the past, from the replay socket. */
class Past {
    constructor(endpoint, curve) {
        Object.assign(this, { endpoint, curve, socket: null });
    }

    /* { status, messages }; request takes from, to, prefix, limit, bodies. */
    async page(request) {
        if (!this.socket) {
            this.socket = new zmq.Dealer({ linger: 0, ...this.curve });
            this.socket.connect(this.endpoint);
        }
        await this.socket.send(JSON.stringify(request));
        const frames = await receive(this.socket, PATIENCE);
        if (!frames) this.close(); // an answer that comes late must not be taken for the next one
        const status = frames ? JSON.parse(frames[0]) : { status: "error", text: "nobody answers" };
        if (status.status === "error") throw new Error(`${this.endpoint}: ${status.text}`);
        const messages = [];
        for (let at = 1; at + 2 < frames.length; at += 3)
            messages.push(Message.of(frames.slice(at, at + 3)));
        return { status, messages: messages.filter((message) => message) };
    }

    close() {
        this.socket?.close();
        this.socket = null;
    }
}

/* Iterates over messages. Options:
 *   prefix   of topics; "item/" unless said
 *   since    the first journal entry wanted, 0 for all; without it from now on
 *   check    ms between looks at what a moving head may have hidden
 *   curve    { curveServerKey, curvePublicKey, curveSecretKey } where the daemon asks for keys
 *   onSilence(silent), onDeaf(error), onEpoch(), onTruncated(oldest)   what happened; each optional */
class Subscriber {
    constructor(live, replay, options = {}) {
        this.live = live;
        this.prefix = options.prefix ?? "item/";
        this.check = options.check ?? 5000;
        this.curve = options.curve;
        this.told = options;
        this.past = replay ? new Past(replay, options.curve) : null;
        this.base = options.since === undefined ? null : Math.max(options.since, 1) - 1;
        this.last = new Map(); // topic: last number handled without a gap, where that is beyond base
        this.epoch = null;
        this.checkAt = this.reopenAt = 0;
        this.beatAt = now();
        this.patience = SILENCE;
        this.silent = this.deaf = this.closed = false;
        this.socket = this.open();
    }

    open() {
        const socket = new zmq.Subscriber({ linger: 0, receiveHighWaterMark: 100000, ...this.curve });
        socket.subscribe(HEARTBEAT, this.prefix);
        socket.connect(this.live);
        return socket;
    }

    close() {
        this.closed = true;
        this.socket.close();
        this.past?.close();
    }

    async *[Symbol.asyncIterator]() {
        while (!this.closed) yield* this.step();
    }

    /* The messages of at most one live message and of what must be healed before it. */
    async *step(ms = 1000) {
        const frames = await receive(this.socket, ms);
        if (!frames) return this.noticeSilence();
        const message = Message.of(frames);
        if (!message) return;
        this.meetEpoch(message);
        if (message.topic === HEARTBEAT) yield* this.meetHeartbeat(message);
        else yield* this.meetMessage(message);
    }

    handled(topic) {
        return Math.max(this.base, this.last.get(topic) ?? 0);
    }

    noticeSilence() {
        if (now() - this.beatAt < SILENCE || (this.silent && now() < this.reopenAt)) return;
        // libzmq does not try again where it was refused, and may wait long on a dead connection
        this.socket.close();
        this.socket = this.open();
        this.reopenAt = now() + this.patience;
        this.patience = Math.min(2 * this.patience, REOPEN);
        if (this.silent) return;
        this.silent = true;
        this.told.onSilence?.(true);
    }

    meetEpoch(message) {
        const isNew = this.epoch !== null && this.epoch !== message.epoch;
        this.epoch = message.epoch;
        if (!isNew) return;
        if (this.base !== null && message.sequence < this.base) { // numbers began anew
            this.base = 0;
            this.last.clear();
        }
        this.checkAt = 0;
        this.told.onEpoch?.();
    }

    async *meetHeartbeat(beat) {
        const again = this.silent;
        this.silent = false;
        this.beatAt = now();
        this.patience = SILENCE;
        if (again) this.told.onSilence?.(false);
        this.base ??= beat.sequence;
        if (this.past && beat.sequence > this.base && (again || now() >= this.checkAt)) {
            const missing = await this.firstMissing(beat.sequence);
            if (missing) yield* this.heal(missing, beat.sequence);
        }
    }

    async *meetMessage(message) {
        this.base ??= message.sequence - 1;
        if (this.isAhead(message) && !(this.deaf && now() < this.checkAt))
            yield* this.heal(this.base + 1, message.sequence - 1);
        if (message.sequence <= this.handled(message.topic) || this.isAhead(message)) return;
        this.last.set(message.topic, message.sequence);
        yield message;
    }

    /* A gap lies before it. It is let go: replay brings it in its order, once that answers. */
    isAhead(message) {
        return this.past && message.previous > this.handled(message.topic);
    }

    /* Asks for numbers alone. */
    async firstMissing(head) {
        for await (const { status, messages } of this.pages(this.base + 1, head, { bodies: false })) {
            const missing = messages.find((m) => m.sequence > this.handled(m.topic));
            if (missing) return missing.sequence;
            this.advance(status, head);
        }
        return null;
    }

    /* Yields what replay has of (from, to) and we have not. */
    async *heal(from, to) {
        for await (const { status, messages } of this.pages(from, to)) {
            if (status.status === "truncated" && status.oldest > this.base + 1) {
                this.base = status.oldest - 1;
                this.told.onTruncated?.(status.oldest);
            }
            for (const message of messages) {
                if (message.sequence <= this.handled(message.topic)) continue;
                this.last.set(message.topic, message.sequence);
                yield message;
            }
            this.advance(status, to);
        }
    }

    /* Ends early where replay does not answer; a later heartbeat asks again. */
    async *pages(from, to, how = {}) {
        while (from) {
            let page;
            try {
                page = await this.past.page({ from, to, prefix: this.prefix, ...how });
            } catch (error) {
                if (this.closed) return;
                this.checkAt = now() + this.check;
                if (!this.deaf) this.told.onDeaf?.(error);
                this.deaf = true;
                return;
            }
            this.deaf = false;
            yield page;
            from = page.status.next;
        }
    }

    advance(status, to) {
        const done = status.next ? status.next - 1 : Math.min(to, status.head);
        this.base = Math.max(this.base, done);
        if (status.next) return;
        this.checkAt = now() + this.check;
        for (const [topic, sequence] of this.last)
            if (sequence <= this.base) this.last.delete(topic);
    }
}

module.exports = { Message, Past, Subscriber };
