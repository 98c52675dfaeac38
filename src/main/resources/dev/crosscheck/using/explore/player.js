// Playback at sixty frames a second: first of the steps that were trained already, then by training further.

const FRAMES_AHEAD = 40;
const MOST_FRAMES = 48; // that are asked for at once
const FEW_FRAMES = 4;
const CHUNK_MILLIS = 300; // that they should take

export const SPEEDS = [1, 5, 25, 100];

export class Player {
  isPlaying = false;
  speed = SPEEDS[0];
  #model;
  #told;
  #failed;
  #fetched = 0;
  #isFetching = false;
  #chunk = FEW_FRAMES;

  /**
   * @param model the session
   * @param told is called when it starts or stops
   * @param failed is called with what went wrong
   */
  constructor(model, told, failed) {
    this.#model = model;
    this.#told = told;
    this.#failed = failed;
  }

  toggle() {
    if (this.isPlaying) {
      this.pause();
    } else {
      this.play();
    }
  }

  play() {
    this.isPlaying = true;
    this.#fetched = this.#model.step;
    this.#told();
    requestAnimationFrame(this.#frame);
  }

  pause() {
    if (this.isPlaying) {
      this.isPlaying = false;
      this.#told();
    }
  }

  setSpeed(speed) {
    this.speed = speed;
    this.#fetched = this.#model.step;
  }

  #frame = () => {
    if (!this.isPlaying) {
      return;
    }
    const next = this.#model.step + this.speed;
    if (this.#model.cached(next)) {
      this.#model.show(next);
    } else if (this.#model.now.brokeAt !== null && next > this.#model.now.steps) {
      this.pause();
      return;
    } else if (!this.#isFetching) {
      this.#fetched = this.#model.step;
    }
    if (this.#fetched - this.#model.step < FRAMES_AHEAD * this.speed) {
      this.#fetchAhead();
    }
    requestAnimationFrame(this.#frame);
  };

  async #fetchAhead() {
    if (this.#isFetching) {
      return;
    }
    this.#isFetching = true;
    const { speed } = this;
    const model = this.#model;
    const from = Math.max(this.#fetched, model.step) + speed;
    const asked = performance.now();
    let to = from + (this.#chunk - 1) * speed;
    try {
      if (to > model.now.steps) {
        await model.trainTo(to);
        to = from + Math.floor((Math.min(to, model.now.steps) - from) / speed) * speed;
      }
      if (to >= from) {
        await model.fetchAhead(from, to, speed);
        this.#fetched = speed === this.speed ? to : model.step;
      }
      const share = CHUNK_MILLIS / (performance.now() - asked);
      this.#chunk = Math.max(FEW_FRAMES, Math.min(MOST_FRAMES, Math.round(this.#chunk * Math.min(2, share))));
    } catch (error) {
      this.pause();
      model.goTo(model.branch, model.now.steps).catch(this.#failed); // to the last step that there is
      this.#failed(error);
    } finally {
      this.#isFetching = false;
    }
  }
}
