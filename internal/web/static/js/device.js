// Tries camera, microphone and connection on the visitor's own device. Nothing is kept or sent.
"use strict";
(() => {
  const box = document.querySelector("[data-device]");
  if (!box) return;
  const at = (name) => box.querySelector(`[data-${name}]`);
  const say = (name, text) => { at(name).textContent = text; };
  box.hidden = false;

  const why = (e) => ({
    NotAllowedError: "not allowed: let the browser use it, then begin again",
    NotFoundError: "none found on this device",
    NotReadableError: "in use by another program: close it, then begin again",
  })[e?.name] ?? "does not work in this browser";

  async function picture() {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    at("picture").srcObject = stream;
    at("picture").hidden = false;
    await at("picture").play();
    say("camera", "works: you see yourself above");
  }

  async function sound() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const context = new AudioContext(), ear = context.createAnalyser(), wave = new Float32Array(2048);
    context.createMediaStreamSource(stream).connect(ear);
    at("level").hidden = false;
    say("microphone", "on: say something");
    let heard = false;
    const listen = () => {
      ear.getFloatTimeDomainData(wave);
      const level = Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length);
      at("level").value = Math.min(1, level * 4);
      if (!heard && level > 0.01) { heard = true; say("microphone", "works: we hear sound"); }
      requestAnimationFrame(listen);
    };
    listen();
  }

  async function connection() {
    const took = [];
    for (let n = 0; n < 5; n++) {
      const began = performance.now();
      await fetch(`/robots.txt?try=${n}`, { cache: "no-store" });
      took.push(performance.now() - began);
    }
    const middle = Math.round(took.sort((a, b) => a - b)[2]);
    const slow = middle > 300;
    say("connection", `${slow ? "slow" : "good"}: an answer takes ${middle} ms`);
    return !slow;
  }

  at("begin").addEventListener("click", async () => {
    for (const name of ["camera", "microphone", "connection"]) say(name, "trying");
    let good = true;
    for (const [name, run] of [["camera", picture], ["microphone", sound], ["connection", connection]]) {
      try {
        if (!navigator.mediaDevices && name !== "connection") throw new Error("no devices");
        good = (await run()) !== false && good;
      } catch (e) {
        good = false;
        say(name, name === "connection" ? "does not answer: are you online?" : why(e));
      }
    }
    say("advice", good ? "You are ready for a video visit." : "Something is missing. Look below for what to do; a visit by phone is always possible.");
  });
})();
