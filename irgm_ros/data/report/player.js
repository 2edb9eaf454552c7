// SPDX-License-Identifier: Apache-2.0
// Plays human and robot as line figures; its time moves the cursors of all plots.
'use strict';
(() => {
  const find = (id) => document.getElementById(id);
  const motion = JSON.parse(find('motion').textContent);
  const [canvas, button, slider, output, top] =
    ['view', 'play', 'time', 'now', 'top'].map(find);
  const context = canvas.getContext('2d');
  const last = motion.robot.length - 1;
  const margins = JSON.parse(document.body.dataset.margins); // of plots: left, right, top, bottom
  const TILT = 0.24, TILE = 500, REACH = 3; // [rad], [mm], tiles
  let frame = 0, turn = 2.6, timer = 0;

  const axes = (svg) => svg.dataset.axes.split(' ').map(Number);
  const place = (svg, x, y) => {
    const [x0, x1, y0, y1] = axes(svg), { width, height } = svg.viewBox.baseVal;
    const [left, right, top, bottom] = margins;
    return [left + (x - x0) / (x1 - x0) * (width - left - right),
      height - bottom - (y - y0) / (y1 - y0) * (height - top - bottom)];
  };
  const colour = (name) => getComputedStyle(document.body).getPropertyValue('--' + name);

  function drawFigure(figure, middle, size) {
    const scale = 0.8 * size / figure.height, [tx, ty] = figure.targets[frame];
    const sin = Math.sin(turn), cos = Math.cos(turn);
    const project = (x, y, z) => {
      const across = (x - tx) * sin - (y - ty) * cos, away = (x - tx) * cos + (y - ty) * sin;
      return [middle + across * scale,
        0.9 * size - (z * Math.cos(TILT) + away * Math.sin(TILT)) * scale, away];
    };
    const line = (from, to) => {
      context.beginPath();
      context.moveTo(from[0], from[1]);
      context.lineTo(to[0], to[1]);
      context.stroke();
    };
    [context.lineWidth, context.strokeStyle] = [size / 400, colour('grid')];
    const [cx, cy] = [tx, ty].map((t) => Math.round(t / TILE));
    for (let k = -REACH; k <= REACH; k++) {
      line(...[cx - REACH, cx + REACH].map((i) => project(i * TILE, (cy + k) * TILE, 0)));
      line(...[cy - REACH, cy + REACH].map((i) => project((cx + k) * TILE, i * TILE, 0)));
    }
    const values = figure.points[frame], points = [];
    for (let i = 0; i < values.length; i += 3) points.push(project(...values.slice(i, i + 3)));
    [context.lineWidth, context.lineCap] = [size / 45, 'round'];
    const depth = ([from, to]) => points[from][2] + points[to][2];
    for (const [from, to, side] of [...figure.bones].sort((a, b) => depth(b) - depth(a))) {
      context.strokeStyle = colour(side);
      line(points[from], points[to]);
    }
    [context.fillStyle, context.textAlign] = [colour('ink'), 'center'];
    context.font = `${size / 22}px sans-serif`;
    context.fillText(figure.name, middle, size / 16);
  }

  function show(next) {
    frame = Math.min(Math.max(next, 0), last);
    const density = window.devicePixelRatio || 1;
    [canvas.width, canvas.height] = [canvas.clientWidth * density, canvas.clientHeight * density];
    motion.figures.forEach((figure, k) => {
      context.save();
      context.beginPath();
      context.rect(k * canvas.width / 2, 0, canvas.width / 2, canvas.height);
      context.clip();
      drawFigure(figure, (k + 0.5) * canvas.width / 2, canvas.height);
      context.restore();
    });
    slider.value = frame;
    output.textContent =
      `robot ${motion.robot[frame].toFixed(2)} s, motion ${motion.motion[frame].toFixed(2)} s`;
    document.querySelectorAll('svg[data-clock]').forEach((svg) => {
      const [x] = place(svg, motion[svg.dataset.clock][frame], 0);
      for (const end of ['x1', 'x2']) svg.querySelector('.cursor').setAttribute(end, x);
    });
    const mass = place(top, ...motion.mass[frame].map((value) => value / 1000));
    ['cx', 'cy'].forEach((axis, k) => top.querySelector('.mass').setAttribute(axis, mass[k]));
    top.querySelectorAll('.sole').forEach((sole) => sole.classList.toggle('stands',
      +sole.dataset.from <= motion.motion[frame] && motion.motion[frame] <= +sole.dataset.to));
  }

  function play(on) {
    cancelAnimationFrame(timer);
    button.textContent = on ? 'Pause' : 'Play';
    button.dataset.on = on ? '1' : '';
    if (on && frame === last) frame = 0;
    const began = performance.now() / 1000 - motion.robot[frame];
    const step = () => {
      const time = performance.now() / 1000 - began;
      let next = frame;
      while (next < last && motion.robot[next + 1] <= time) next++;
      if (next !== frame) show(next);
      if (frame < last) timer = requestAnimationFrame(step); else play(false);
    };
    if (on) step();
  }

  slider.max = last;
  button.addEventListener('click', () => play(!button.dataset.on));
  slider.addEventListener('input', () => { play(false); show(+slider.value); });
  canvas.addEventListener('pointermove', (event) => {
    if (event.buttons) { turn += event.movementX / 150; show(frame); }
  });
  document.querySelectorAll('svg[data-clock]').forEach((svg) => {
    svg.addEventListener('click', (event) => {
      const box = svg.getBoundingClientRect(), [x0, x1] = axes(svg), [left, right] = margins;
      const { width } = svg.viewBox.baseVal, x = (event.clientX - box.left) / box.width * width;
      const time = x0 + (x - left) / (width - left - right) * (x1 - x0);
      const next = motion[svg.dataset.clock].findIndex((t) => t >= time);
      play(false);
      show(next < 0 ? last : next);
    });
  });
  window.addEventListener('resize', () => show(frame));
  for (const query of ['(prefers-color-scheme: dark)', 'print']) {
    matchMedia(query).addEventListener('change', () => show(frame));
  }
  show(0);
})();
