#!/usr/bin/env node
// example.js [LIVE REPLAY [SINCE]]: prints each item's tone and title, and heals what was missed.
const { Subscriber } = require("./assayd_client");

const [live = "ipc:///run/assayd/items.sock", replay = "ipc:///run/assayd/replay.sock", since] =
    process.argv.slice(2);
const onSilence = (silent) => console.error("the publisher is", silent ? "silent" : "back");
const options = { prefix: "item/", since: since && Number(since), check: 1000, onSilence };

(async () => {
    for await (const message of new Subscriber(live, replay, options)) {
        const { overall_sentiment_label: label, item } = message.data.data;
        console.log(message.sequence, label, item.title);
    }
})();
