// Tries camera, microphone and connection on the visitor's own device. Nothing is kept or sent.
"use strict";
(() => {
  const box = document.querySelector("[data-device]");
  if (!box) return;
  const es = document.documentElement.lang === "es", or = (english, spanish) => es ? spanish : english;
  const at = (name) => box.querySelector(`[data-${name}]`);
  const say = (name, text) => { at(name).textContent = text; };
  box.hidden = false;

  const why = (e) => ({
    NotAllowedError: or("not allowed: let the browser use it, then begin again", "sin permiso: deje que el navegador lo use y empiece otra vez"),
    NotFoundError: or("none found on this device", "no se encontró en este equipo"),
    NotReadableError: or("in use by another program: close it, then begin again", "lo usa otro programa: ciérrelo y empiece otra vez"),
  })[e?.name] ?? or("does not work in this browser", "no funciona en este navegador");

  async function picture() {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    at("picture").srcObject = stream;
    at("picture").hidden = false;
    await at("picture").play();
    say("camera", or("works: you see yourself above", "funciona: usted se ve arriba"));
  }

  async function sound() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const context = new AudioContext(), ear = context.createAnalyser(), wave = new Float32Array(2048);
    context.createMediaStreamSource(stream).connect(ear);
    at("level").hidden = false;
    say("microphone", or("on: say something", "encendido: diga algo"));
    let heard = false;
    const listen = () => {
      ear.getFloatTimeDomainData(wave);
      const level = Math.sqrt(wave.reduce((sum, x) => sum + x * x, 0) / wave.length);
      at("level").value = Math.min(1, level * 4);
      if (!heard && level > 0.01) { heard = true; say("microphone", or("works: we hear sound", "funciona: se oye sonido")); }
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
    say("connection", `${slow ? or("slow", "lenta") : or("good", "buena")}: ${or("an answer takes", "una respuesta tarda")} ${middle} ms`);
    return !slow;
  }

  at("begin").addEventListener("click", async () => {
    for (const name of ["camera", "microphone", "connection"]) say(name, or("trying", "probando"));
    let good = true;
    for (const [name, run] of [["camera", picture], ["microphone", sound], ["connection", connection]]) {
      try {
        if (!navigator.mediaDevices && name !== "connection") throw new Error("no devices");
        good = (await run()) !== false && good;
      } catch (e) {
        good = false;
        say(name, name === "connection" ? or("does not answer: are you online?", "no responde: ¿tiene internet?") : why(e));
      }
    }
    say("advice", good ? or("You are ready for a video visit.", "Está todo listo para una cita por video.") : or("Something is missing. Look below for what to do; a visit by phone is always possible.", "Falta algo. Abajo dice qué hacer; la cita siempre puede ser por teléfono."));
  });
})();
