from factories import ApplicationFactory
def test_x(app):
    a=ApplicationFactory(registered=True)
    print(a.status, a.registration_number)
    from registry.applications.queries import latest_evaluation, evaluation_of
    for f in evaluation_of(latest_evaluation(a.id)).findings: print(f.rule, f.answer, f.text())
