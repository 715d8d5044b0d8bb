import type { RunnerTestCase } from 'vitest'
import type { RunningTest } from './host.ts'
import { isCurrent } from './recorder.ts'

const predictions = new WeakMap<RunnerTestCase, { repeat: number; prediction: unknown }>()

/**
 * What `predict` gives in the first repeat of a test that it does not fail in; later repeats are given the same. A
 * retry of that repeat predicts anew.
 */
export async function firstPrediction<Prediction>(
  running: RunningTest,
  predict: () => Promise<Prediction>,
): Promise<Prediction> {
  const { task, repeat } = running
  const known = predictions.get(task)
  if (known !== undefined && known.repeat < repeat) return known.prediction as Prediction
  predictions.delete(task)
  const prediction = await predict()
  if (isCurrent(running)) predictions.set(task, { repeat, prediction })
  return prediction
}
