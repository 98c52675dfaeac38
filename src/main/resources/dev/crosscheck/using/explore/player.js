// Playback at sixty frames a second: first of the steps that were trained already, then by training further.

const FRAMES_AHEAD = 40;
const MOST_FRAMES = 48; // that are asked for at once
const FEW_FRAMES = 4;
const CHUNK_MILLIS = 300; // that they should take

export const SPEEDS = [1, 5, 25, 100];

export class Player {
  isPlaying = false;
  speed = SPEEDS[0];
  _fetched = 0;
  _isFetching = false;
  _chunk = FEW_FRAMES;

  /**
   * @param model the session
   * @param told is called when it starts or stops
   * @param failed is called with what went wrong
   */
  constructor(model, told, failed) {
    this._model = model;
    this._told = told;
    this._failed = failed;
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
    this._fetched = this._model.step;
    this._told();
    requestAnimationFrame(this._frame);
  }

  pause() {
    if (this.isPlaying) {
      this.isPlaying = false;
      this._told();
    }
  }

  setSpeed(speed) {
    this.speed = speed;
    this._fetched = this._model.step;
  }

  _frame = () => {
    if (!this.isPlaying) {
      return;
    }
    const next = this._model.step + this.speed;
    if (this._model.cached(next)) {
      this._model.show(next);
    } else if (this._model.now.brokeAt !== null && next > this._model.now.steps) {
      this.pause();
      return;
    } else if (!this._isFetching) {
      this._fetched = this._model.step;
    }
    if (this._fetched - this._model.step < FRAMES_AHEAD * this.speed) {
      this._fetchAhead();
    }
    requestAnimationFrame(this._frame);
  };

  async _fetchAhead() {
    if (this._isFetching) {
      return;
    }
    this._isFetching = true;
    const { speed } = this;
    const model = this._model;
    const from = Math.max(this._fetched, model.step) + speed;
    const asked = performance.now();
    let to = from + (this._chunk - 1) * speed;
    try {
      if (to > model.now.steps) {
        await model.trainTo(to);
        to = from + Math.floor((Math.min(to, model.now.steps) - from) / speed) * speed;
      }
      if (to >= from) {
        await model.fetchAhead(from, to, speed);
        this._fetched = speed === this.speed ? to : model.step;
      }
      const share = CHUNK_MILLIS / (performance.now() - asked);
      this._chunk = Math.max(FEW_FRAMES, Math.min(MOST_FRAMES, Math.round(this._chunk * Math.min(2, share))));
    } catch (error) {
      this.pause();
      model.goTo(model.branch, model.now.steps).catch(this._failed); // to the last step that there is
      this._failed(error);
    } finally {
      this._isFetching = false;
    }
  }
}
