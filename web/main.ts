import { SEGMENT_DEFAULTS } from "../bindings/index.js";
import { createSegmenter } from "../bindings/worker.js";
import { setUpDownloads } from "./downloads.js";
import { setUpKeys, setUpZoom } from "./keys.js";
import { Lesson } from "./lesson.js";
import { setUpMessages } from "./messages.js";
import { chooseFile, setUpOpening } from "./opening.js";
import { setUpContrast } from "./panels/contrast.js";
import { setUpHistogram } from "./panels/histogram.js";
import { setUpLayers } from "./panels/layers.js";
import { setUpLesson } from "./panels/lesson.js";
import { goToObject, setUpObjects } from "./panels/objects.js";
import { setUpSegments } from "./panels/segments.js";
import { setUpPointer } from "./pointer.js";
import { setUpQuad } from "./quad.js";
import { setUpQuality } from "./quality.js";
import { setUpReadout } from "./readout.js";
import { Sections } from "./sections.js";
import { Session } from "./session.js";
import { setUpSlices } from "./slices.js";
import { Stage } from "./stage.js";
import { createState, type LessonSettings } from "./state.js";
import { setUpTheme } from "./theme.js";
import { allowOwnWorkers } from "./trusted.js";

allowOwnWorkers();
setUpTheme();
setUpMessages();

const { sigma, threshold, erode, expand, minSize, fillHoles } = SEGMENT_DEFAULTS as Required<LessonSettings>;
const store = createState({ sigma, threshold, erode, expand, minSize, fillHoles, connectivity: undefined });
const segmenter = createSegmenter({
  start: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
});
const stage = new Stage(store);
const session = new Session(store, segmenter, stage);
const lesson = new Lesson(store, segmenter);

setUpOpening(store, session, new Sections(segmenter, session));
setUpSlices(store);
setUpPointer(store, stage);
setUpZoom(store, stage);
setUpReadout(store);
setUpLayers(store, session);
setUpContrast(store);
setUpHistogram(store, segmenter);
setUpLesson(store, lesson);
setUpObjects(store, stage);
setUpSegments(store, (number) => goToObject(store, stage, number));
setUpQuad(store, segmenter);
setUpDownloads(store, segmenter);
setUpQuality(store, segmenter);
setUpKeys(store, stage, {
  openFile: chooseFile,
  cancel() {
    const { opening, computing } = store.state;
    if (opening) session.cancel();
    else if (computing) lesson.cancel();
    else goToObject(store, stage, 0);
  },
});
